import pg from 'pg'
import { expect, test } from 'vitest'
import { testDatabase } from './database.ts'

const fill = async (url: string) => {
  await query(url, 'create table filled (value int)')
  await query(url, 'insert into filled values (1)')
}

test('fills a template once for all that ask at the same time, and gives each a copy of its own', async () => {
  let filledTimes = 0
  const prepare = async (url: string) => {
    filledTimes++
    await fill(url)
  }
  const databases = await Promise.all([1, 2, 3].map(() => testDatabase('shared by three', prepare)))
  expect(filledTimes).toBe(1)

  const [first, second] = databases
  await query(first!.url, 'delete from filled')
  expect(await query(second!.url, 'select value from filled')).toEqual([{ value: 1 }])
  await Promise.all(databases.map((database) => database.drop()))
})

test('begins again after a template that could not be filled', async () => {
  const broken = async (url: string) => {
    await query(url, 'create table filled (value int)')
    throw new Error('half-way')
  }
  await expect(testDatabase('broken once', broken)).rejects.toThrow('half-way')
  const database = await testDatabase('broken once', fill)
  expect(await query(database.url, 'select value from filled')).toEqual([{ value: 1 }])
  await database.drop()
})

test('keeps keys apart whose readable parts are the same', async () => {
  const one = await testDatabase('a service/one and more of a very long name: x', fill)
  const other = await testDatabase('a service/one and more of a very long name: y', async () => {})
  await expect(query(other.url, 'select value from filled')).rejects.toThrow(/does not exist/)
  await Promise.all([one.drop(), other.drop()])
})

test('drops a database that is still in use', async () => {
  const database = await testDatabase('in use', fill)
  const client = new pg.Client({ connectionString: database.url })
  // Twice: the server says goodbye, then the socket closes.
  const cut = new Promise((done) => client.on('error', done))
  await client.connect()
  await database.drop()
  await cut
  await expect(query(database.url, 'select 1')).rejects.toThrow(/does not exist/)
})

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
