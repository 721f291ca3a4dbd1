import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'

let dataDir: string
let running: EmbeddedPostgres[]
let children: ChildProcess[]

beforeEach(async () => {
  dataDir = await realpath(await mkdtemp(join(tmpdir(), 'ecc-embedded-')))
  running = []
  children = []
})
afterEach(async () => {
  for (const postgres of running) await postgres.stop()
  for (const child of children) child.kill('SIGKILL')
  // A database whose owner was just killed stops by itself, and writes to its folder until it has.
  await expect.poll(postgresProcesses, { timeout: 20_000 }).toEqual([])
  await rm(dataDir, { recursive: true, force: true })
})

test('creates the database ecc, and keeps its data over a restart', async () => {
  const first = await start()
  await query(first.url, 'create table kept (value text)')
  await query(first.url, `insert into kept values ('still here')`)
  await first.stop()
  expect(postgresProcesses()).toEqual([])

  const second = await start()
  expect(await query(second.url, 'select value from kept')).toEqual([{ value: 'still here' }])
})

test('listens on 127.0.0.1 only, with a password that only the owner may read', async () => {
  const { url } = await start()
  const { hostname, password, pathname } = new URL(url)
  expect([hostname, pathname]).toEqual(['127.0.0.1', '/ecc'])
  expect(await query(url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  expect((await readFile(join(dataDir, 'password'), 'utf8')).trim()).toBe(password)
  expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600)
  await expect(query(url.replace(password, 'wrong'), 'select 1')).rejects.toThrow(/password authentication failed/)
})

test('has what the services build on: exclusion constraints, trigrams beyond ASCII, uuidv7', async () => {
  const { url } = await start()
  await query(url, 'create extension btree_gist')
  await query(url, 'create extension pg_trgm')
  const [row] = await query(url, `select uuidv7() is not null as uuid, similarity('Müller', 'müller') as similarity`)
  expect(row).toEqual({ uuid: true, similarity: 1 })
})

test.each(['SIGKILL', 'SIGINT'] as const)(
  'leaves no PostgreSQL behind when the owning process ends by %s',
  async (signal) => {
    const { child } = await startInChild()
    child.kill(signal)
    await expect.poll(postgresProcesses, { timeout: 20_000 }).toEqual([])
  },
)

test('takes over a PostgreSQL that outlived its killed owner, with everything committed', async () => {
  const { child, url } = await startInChild()
  await query(url, 'create table kept (value int)')
  await query(url, 'insert into kept values (7)')
  const [postmaster] = (await readFile(join(dataDir, 'cluster/postmaster.pid'), 'utf8')).split('\n')
  killWatcher()
  child.kill('SIGKILL')
  await expect.poll(() => child.signalCode).toBe('SIGKILL')
  expect(postgresProcesses()).toContain(postmaster)

  const lines: string[] = []
  const postgres = await start({ log: (line) => lines.push(line) })
  expect(lines.join('\n')).toContain(`stopping PostgreSQL ${postmaster}`)
  expect(postgresProcesses()).not.toContain(postmaster)
  expect(await query(postgres.url, 'select value from kept')).toEqual([{ value: 7 }])
})

test('removes the pid file of a PostgreSQL that is gone, though another program has its number now', async () => {
  await (await start()).stop()
  const pidFile = join(dataDir, 'cluster/postmaster.pid')
  for (const pid of [process.pid, 4_000_000]) {
    await writeFile(pidFile, `${pid}\n${join(dataDir, 'cluster')}\n1\n5432\n\n127.0.0.1\n`)
    await (await start()).stop()
    expect(existsSync(pidFile)).toBe(false)
  }
})

test('refuses a second owner, and says who the first one is and how to stop it', async () => {
  const { child } = await startInChild()
  await expect(start()).rejects.toThrow(new RegExp(`in use by process ${child.pid} .*kill ${child.pid}`))
})

test('lets only one of several starts at once have the folder', async () => {
  await writeFile(join(dataDir, 'owner.pid'), '4000000\nlong gone\n')
  const results = await Promise.allSettled([start(), start(), start(), start()])
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected'])
})

test('does not take a later process with the same number for the owner', async () => {
  await writeFile(join(dataDir, 'owner.pid'), `${process.pid}\nanother start\n`)
  await start()
})

test('repairs a folder whose creation was killed', async () => {
  const child = runChild(`await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false })`)
  const unfinished = async () => (await readdir(dataDir)).some((name) => name.startsWith('cluster.new-'))
  await expect.poll(unfinished, { interval: 5, timeout: 10_000 }).toBe(true)
  child.kill('SIGKILL')

  const { url } = await start()
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
  expect(await unfinished()).toBe(false)
})

test('moves an incomplete cluster aside and begins a new one', async () => {
  await mkdir(join(dataDir, 'cluster/base'), { recursive: true })
  const { url } = await start()
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
  expect((await readdir(dataDir)).some((name) => name.startsWith('cluster.incomplete-'))).toBe(true)
})

test('carries the words of PostgreSQL when it does not start, and frees the folder', async () => {
  const other = createServer()
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
  const { port } = other.address() as { port: number }
  await expect(start({ port })).rejects.toThrow(/could not bind IPv4 address.*Address already in use/s)
  await new Promise((done) => other.close(done))
  const { url } = await start({ port })
  expect(new URL(url).port).toBe(String(port))
})

test.runIf(process.getuid?.() === 0)(
  'as root, opens a closed folder above the data for the PostgreSQL user',
  async () => {
    const closed = join(dataDir, 'closed')
    await mkdir(closed)
    await chmod(closed, 0o700)
    await start({ dataDir: join(closed, 'data') })
    expect((await stat(closed)).mode & 0o777).toBe(0o701)
  },
)

async function start(options: Partial<Parameters<typeof startEmbeddedPostgres>[0]> = {}) {
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false, ...options })
  running.push(postgres)
  return postgres
}

/** Starts it in a Node process of its own, to be killed. */
async function startInChild(): Promise<{ child: ChildProcess; url: string }> {
  const child = runChild(
    `console.log((await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false })).url)`,
  )
  const url = await new Promise<string>((done, fail) => {
    child.stdout!.once('data', (text) => done(String(text).trim()))
    child.once('exit', () => fail(new Error('the child ended early')))
  })
  return { child, url }
}

function runChild(script: string): ChildProcess {
  const module = JSON.stringify(new URL('./embedded-postgres.ts', import.meta.url).href)
  const code = `const { startEmbeddedPostgres } = await import(${module}); ${script}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  return child
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/** Pids of the servers (not of the shell that watches over them) that have this test's folder. */
function postgresProcesses(): string[] {
  return processes()
    .filter(({ command }) => command.includes(`-D ${dataDir}`) && !command.startsWith('/bin/sh'))
    .map(({ pid }) => pid)
}

function killWatcher() {
  const watcher = processes().find(({ command }) => command.startsWith('/bin/sh') && command.includes(`-D ${dataDir}`))
  process.kill(Number(watcher!.pid), 'SIGKILL')
}

function processes() {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,command='], { encoding: 'utf8' }).trim().split('\n')
  return lines.map((line) => {
    const [, pid = '', command = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? []
    return { pid, command }
  })
}
