/** The ledger's throughput beside pgbench, which sends the same statements; and what a posting costs as the ledger grows. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { migratePlatform, openSql, type Sql } from '@ecc/kit'
import { startEmbeddedPostgres } from '@ecc/kit/embedded-postgres'
import { findProgram } from '@ecc/kit/local-programs'
import paymentService from '@ecc/payment-service'
import pg from 'pg'
import { post } from '../../services/payment-service/src/ledger.ts'
import { factsOf, scriptOf } from './ledger-statements.ts'
import { compared, type Figure, inTurn } from './measure.ts'

const clients = 8
const factsOfOne = 4
const small = 10_000

/** Postings a second by eight clients at once, in a ledger of 10,000 and in one of a million (100,000 in the short form). */
export async function benchLedger({ short }: { short: boolean }): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ecc-bench-'))
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
  const opened: Ground[] = []
  try {
    for (const postings of [small, short ? 100_000 : 1_000_000])
      opened.push(await openLedger(postgres.url, folder, postings))
    return await measure(opened as [Ground, Ground], short ? { rounds: 3, lives: 25 } : { rounds: 7, lives: 100 })
  } finally {
    await Promise.all(opened.flatMap(({ sql, owner }) => [sql.end(), owner.end()]))
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** A ledger in a database of its own. */
interface Ground {
  sql: Sql
  owner: pg.Client
  folder: string
  url: string
  postings: number
}

async function openLedger(server: string, folder: string, postings: number): Promise<Ground> {
  const first = new pg.Client({ connectionString: server })
  await first.connect()
  await first.query(`create database ledger_${postings}`)
  await first.end()
  const url = Object.assign(new URL(server), { pathname: `/ledger_${postings}` }).href
  await migratePlatform(url, [paymentService])
  const sql = openSql({ url, role: 'payment_service', searchPath: 'payment_service', max: clients })
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  const ground = { sql, owner, folder, url, postings }
  await fill(ground, postings)
  return ground
}

async function measure(
  [few, many]: [Ground, Ground],
  { rounds, lives }: { rounds: number; lives: number },
): Promise<Figure[]> {
  const figures: Figure[] = []
  const nextLives = lifeCounter(lives)
  const pgbench = findProgram('pgbench')
  if (pgbench) {
    const measured = await inTurn(rounds, {
      baseline: async () => byPgbench(few, pgbench, await nextLives(few), lives),
      ours: async () => byUs(few, await nextLives(few), lives),
    })
    const target = { of: 'ratio', atLeast: 0.5 } as const
    figures.push(compared({ ...about('postings', '/s'), target }, measured, (rate) => rate))
  } else console.log('SKIPPED: postings beside pgbench, which is not here (Debian: postgresql-contrib)')
  const grown = await inTurn(rounds, {
    baseline: async () => byUs(few, await nextLives(few), lives),
    ours: async () => byUs(many, await nextLives(many), lives),
  })
  const name = `a posting at ${many.postings / 1_000}k beside ${few.postings / 1_000}k`
  const target = { of: 'ratio', atMost: 1.2 } as const
  figures.push(compared({ ...about(name, 'ms'), target }, grown, (rate) => 1_000 / rate))
  return figures
}

const about = (name: string, unit: string) => ({ bench: 'ledger', name, unit })

/** Postings a second by `post()`, each fact in a transaction of its own. */
async function byUs({ sql }: Ground, first: number, lives: number): Promise<number> {
  const startedAt = performance.now()
  const work = async (client: number) => {
    for (let i = 0; i < lives; i++)
      for (const fact of factsOf(first + client * lives + i, new Date())) await sql.begin((tx) => post(tx, fact))
  }
  await Promise.all(Array.from({ length: clients }, (_, client) => work(client)))
  return (clients * lives * factsOfOne) / ((performance.now() - startedAt) / 1_000)
}

/** The same by pgbench, with prepared statements as ours are. */
async function byPgbench({ url, folder }: Ground, program: string, first: number, lives: number): Promise<number> {
  const script = join(folder, 'ledger.sql')
  await writeFile(script, scriptOf(first, lives))
  const count = ['--client', clients, '--jobs', 1, '--transactions', lives, '--define', 'i=0'].map(String)
  const args = ['--no-vacuum', '--protocol', 'prepared', '--file', script, ...count, url]
  const env = { ...process.env, PGOPTIONS: '-c role=payment_service -c timezone=UTC' }
  const { stdout } = await promisify(execFile)(program, args, { env })
  const livesPerSecond = Number(/tps = ([\d.]+)/.exec(stdout)?.[1])
  if (!(livesPerSecond > 0)) throw new Error(`pgbench told no rate:\n${stdout}`)
  return livesPerSecond * factsOfOne
}

/** Answers where the lives of a round begin, with the payments they are of. */
function lifeCounter(lives: number): (ground: Ground) => Promise<number> {
  let first = 1_000_000_000
  return async ({ owner }) => {
    const begin = first
    first += clients * lives
    const of = `from generate_series(${begin}::bigint, ${first - 1}) as n,
      lateral (select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id) as life`
    await owner.query(`
      insert into payment_service.payments (id, order_id, order_kind, player_id, coach_id, currency, amount, card,
        commission_percent, state, capture_method, charge_id, captured_at, created_at)
      select id, id, 'booking', id, id, 'EUR', 10000, 10000, 15, 'succeeded', 'automatic', 'ch_' || n, now(), now() ${of}`)
    await owner.query(`insert into payment_service.escrows (id, payment_id, amount) select id, id, 10000 ${of}`)
    return begin
  }
}

/** Brings the ledger to so many postings by a way that no service has: past the triggers, which would take many minutes. */
async function fill({ owner }: Pick<Ground, 'owner'>, count: number): Promise<void> {
  await owner.query(`set session_replication_role = replica`)
  await owner.query(`
    with there as (select count(*) as postings from payment_service_ledger.transactions),
    lives as (
      select n, ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid as id
      from there, generate_series(there.postings + 1, ${count}::bigint) as n),
    psp as (
      insert into payment_service_ledger.accounts (name, kind, currency)
      values ('asset:psp', 'asset:psp', 'EUR') on conflict (name, currency) do update set name = excluded.name returning id),
    opened as (
      insert into payment_service_ledger.accounts (name, kind, currency, balance)
      select 'liab:escrow:' || id, 'liab:escrow', 'EUR', -10000 from lives returning id, name),
    posted as (
      insert into payment_service_ledger.transactions (kind, source, currency, escrow_id, posted_at, posted_in)
      select 'captured', 'fill_' || n, 'EUR', id, now(), '3'::xid8 from lives returning id, escrow_id)
    insert into payment_service_ledger.entries (transaction_id, account_id, currency, amount)
    select posted.id, opened.id, 'EUR', -10000 from posted join opened on opened.name = 'liab:escrow:' || posted.escrow_id
    union all select posted.id, psp.id, 'EUR', 10000 from posted, psp`)
  await owner.query(`
    update payment_service_ledger.accounts set balance = (select sum(amount) from payment_service_ledger.entries where account_id = accounts.id)
    where name = 'asset:psp'`)
  await owner.query(`set session_replication_role = origin`)
  await owner.query(
    'vacuum analyze payment_service_ledger.accounts, payment_service_ledger.transactions, payment_service_ledger.entries',
  )
}
