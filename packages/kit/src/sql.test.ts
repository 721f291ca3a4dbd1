import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isInTransaction, isStalePlan, openSql, type Sql, violates } from './sql.ts'
import type { TestDatabase } from './testing/database.ts'
import { emptyDatabase } from './testing/platform.ts'

let database: TestDatabase
let sql: Sql
beforeAll(async () => {
  database = await emptyDatabase()
  sql = openSql({ url: database.url, max: 3 })
  await sql`create table things (id int primary key, full_name text, price_2 numeric, made_at timestamptz, constraint things_priced check (price_2 >= 0))`
})
afterAll(async () => {
  await sql.end()
  await database.drop()
})

const names = async () =>
  (await sql<{ fullName: string }>`select full_name from things order by id`).map(({ fullName }) => fullName)

describe('values', () => {
  it('names columns in camelCase', async () => {
    expect(await sql.one`select 1 as one, 2 as two_words, 3 as line_2`).toEqual({ one: 1, twoWords: 2, line2: 3 })
  })

  it('gives instants as ISO 8601 in UTC, whatever zone they were written in', async () => {
    const row =
      await sql.one`select timestamptz '2027-03-14 19:00:00.5+02' as a, ${'2027-01-01T00:00:00.123Z'}::timestamptz as b,
      ${new Date(0)}::timestamptz as c, array['2027-03-14 17:00+00'::timestamptz] as many, date '2027-03-14' as day, array[date '2027-03-14'] as days`
    expect(row).toEqual({
      a: '2027-03-14T17:00:00.500Z',
      b: '2027-01-01T00:00:00.123Z',
      c: '1970-01-01T00:00:00.000Z',
      many: ['2027-03-14T17:00:00.000Z'],
      day: '2027-03-14',
      days: ['2027-03-14'],
    })
  })

  it('gives int8 and numeric as numbers, and refuses an integer that a number cannot hold', async () => {
    const row =
      await sql.one`select count(*) as count, 9007199254740991::int8 as most, 12.50::numeric as price, array[1::int8, 2] as many from (values (1)) v`
    expect(row).toEqual({ count: 1, most: Number.MAX_SAFE_INTEGER, price: 12.5, many: [1, 2] })
    await expect(sql`select 9007199254740993::int8 as too_much`).rejects.toThrow('integer out of range')
  })

  it('writes and reads jsonb, arrays and nulls', async () => {
    const value = { list: [1, 'two', null], inner: { camelCase: true } }
    const row =
      await sql.one`select ${sql.json(value)}::jsonb as value, ${sql.json([1])}::jsonb as list, ${undefined}::text as none,
      2 = any(${[1, 2]}::int[]) as found, ${['a', 'b']}::text[] as words`
    expect(row).toEqual({ value, list: [1], none: null, found: true, words: ['a', 'b'] })
  })

  it('binds every value, also inside parts, and never takes it for SQL', async () => {
    const dangerous = `'; drop table things; --`
    const filter = (word: string | undefined) => (word === undefined ? sql.part`` : sql.part`where word = ${word}`)
    const find = (word?: string) =>
      sql`select word from (values (${dangerous}), (${'b'})) v (word) ${filter(word)} limit ${5}`
    expect(await find(dangerous)).toEqual([{ word: dangerous }])
    expect(await find()).toHaveLength(2)
  })

  it('gives the first row or none, and one row or an error', async () => {
    expect(await sql.first`select 1 as a where false`).toBeUndefined()
    expect(await sql.first`select 1 as a union all select 2`).toEqual({ a: 1 })
    await expect(sql.one`select 1 where false`).rejects.toThrow('expected one row, found 0')
  })
})

describe('transactions', () => {
  it('commit what returns and undo what throws', async () => {
    await sql.begin((tx) => tx`insert into things (id, full_name) values (1, 'kept')`)
    const failed = sql.begin(async (tx) => {
      await tx`insert into things (id, full_name) values (2, 'lost')`
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await names()).toEqual(['kept'])
  })

  it('undo to the savepoint when the inner part throws, and keep the rest', async () => {
    const hooks: string[] = []
    await sql.begin(async (tx) => {
      await tx`insert into things (id, full_name) values (10, 'outer')`
      const inner = tx.begin(async (nested) => {
        await nested`insert into things (id, full_name) values (11, 'inner')`
        nested.afterCommit(() => hooks.push('inner'))
        await nested`insert into things (id, full_name) values (11, 'again')`
      })
      await expect(inner).rejects.toSatisfy((error) => violates(error, 'things_pkey'))
      tx.afterCommit(() => hooks.push('outer'))
    })
    expect(await names()).toEqual(['kept', 'outer'])
    expect(hooks).toEqual(['outer'])
  })

  it('run what follows after the commit, and never after a rollback', async () => {
    const seen: string[][] = []
    await sql.begin(async (tx) => {
      tx.afterCommit(() => seen.push(['called']))
      await tx`insert into things (id, full_name) values (20, 'later')`
      expect(seen).toEqual([])
    })
    expect(seen).toEqual([['called']])
    const failed = sql.begin(async (tx) => {
      tx.afterCommit(() => seen.push(['never']))
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(seen).toEqual([['called']])
  })

  it('are not taken for committed when a failed statement inside was swallowed', async () => {
    const swallowed = sql.begin(async (tx) => {
      await tx`insert into things (id, full_name) values (30, 'gone')`
      await tx`insert into things (id, price_2) values (31, -1)`.catch((error: unknown) =>
        expect(violates(error, 'things_priced')).toBe(true),
      )
      return 'done'
    })
    await expect(swallowed).rejects.toThrow('rolled back')
    expect(await names()).not.toContain('gone')
  })

  it('are known to the code they run, and only to it', async () => {
    await sql.begin(async () => expect(isInTransaction()).toBe(true))
    expect(isInTransaction()).toBe(false)
  })
})

describe('connections', () => {
  it('work on after a column was added under their prepared statements', async () => {
    const one = openSql({ url: database.url, max: 1 })
    await sql`create table growing as select 1 as a`
    const outside = () => one`select * from growing`
    const inside = () => one.begin((tx) => tx`select * from growing where true`)
    await outside()
    await inside()
    await sql`alter table growing add column b int`
    expect(await outside()).toEqual([{ a: 1, b: null }])
    expect(await inside()).toEqual([{ a: 1, b: null }])
    await sql`alter table growing add column c int`
    await expect(inside()).rejects.toSatisfy(isStalePlan)
    expect(await inside()).toEqual([{ a: 1, b: null, c: null }])
    await one.end()
  })

  it('that break between the statements of a transaction fail it, and nothing else', async () => {
    const broken = sql.begin(async (tx) => {
      const { pid } = await tx.one<{ pid: number }>`select pg_backend_pid() as pid`
      await sql`select pg_terminate_backend(${pid}, 5000)`
      await expect.poll(() => tx`select 1`.then(String, String)).toContain('not queryable')
      await tx`select 1`
    })
    await expect(broken).rejects.toThrow(/connection|terminat/i)
    expect(await sql.one`select 1 as one`).toEqual({ one: 1 })
  })
})
