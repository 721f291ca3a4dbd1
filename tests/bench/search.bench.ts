/** GET /coaches on 100,000 coaches (10,000 in the short form): with the time filter, against the same query without it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../packages/kit/src/embedded-postgres.ts'
import { openLog, openPlatform, type Platform } from '../../packages/kit/src/index.ts'
import { refreshSearch } from '../../services/coach-service/src/search-row.ts'
import coachService from '../../services/coach-service/src/service.ts'
import { compared, type Figure, inTurn, median } from './measure.ts'
import { calendars, coachIdOf, copyCalendars, makeCoaches } from './search-ground.ts'

type Query = Record<string, string | number>

const filters: Query[] = [
  {},
  { game: 'valorant' },
  { game: 'league-of-legends', role: 'jungle' },
  { game: 'valorant', rank: 'diamond-1' },
  { language: 'de' },
  { maxPrice: 4000 },
  { minPrice: 2000, maxPrice: 6000, language: 'en' },
  { minRating: 4.5, game: 'dota-2' },
  { q: 'aim' },
  { game: 'valorant', language: 'de', maxPrice: 5000, minRating: 4 },
]
const sorts = ['best', 'price', 'rating', 'soonest']
const hourMs = 3_600_000

/** What the chips of the search page ask about, an evening a month from now, and an odd stretch. */
function spansFrom(now: number): Record<string, Query> {
  const day = Math.floor(now / (24 * hourMs)) * 24 * hourMs
  const span = (from: number, to: number) => ({
    freeFrom: new Date(from).toISOString(),
    freeTo: new Date(to).toISOString(),
  })
  return {
    today: span(now, day + 24 * hourMs),
    tonight: span(day + 42 * hourMs, day + 50 * hourMs),
    weekend: span(day + 90 * hourMs, day + 144 * hourMs),
    'a month on': span(day + 30 * 24 * hourMs + 17 * hourMs, day + 30 * 24 * hourMs + 22 * hourMs),
    'odd minutes': span(day + 50 * hourMs + 7 * 60_000, day + 51 * hourMs + 22 * 60_000),
  }
}

interface Side {
  p50Ms: number
  p95Ms: number
}

/** 95 % and half of the requests answered within; sizes; and what it costs to make one coach's rows. */
export async function benchSearch({ short }: { short: boolean }): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ecc-bench-'))
  const market = await openMarket(dataDir)
  try {
    const refreshMs = await fill(market, short ? 10_000 : 100_000)
    const figures = [...(await measureWarm(market, 2)), ...(await measureCold(market, short ? 1 : 2))]
    return [...figures, about('one coach made anew', 'ms', refreshMs), ...(await sizes(market))]
  } finally {
    await market.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

interface Market {
  platform: Platform
  /** Asks once; answers how long it took. */
  ask(query: Query): Promise<{ ms: number; nextCursor: string | null }>
  client: pg.Client
  /** Stops PostgreSQL and starts it again, so that nothing is in its memory. */
  restart(): Promise<void>
  close(): Promise<void>
}

async function openMarket(dataDir: string): Promise<Market> {
  let [postgres, platform, client] = await open(dataDir)
  const close = async () => {
    await client.end()
    await platform.stop()
    await postgres.stop()
  }
  return {
    get platform() {
      return platform
    },
    get client() {
      return client
    },
    ask: (query) => ask(platform, query),
    async restart() {
      await close()
      ;[postgres, platform, client] = await open(dataDir)
    },
    close,
  }
}

async function open(dataDir: string): Promise<[EmbeddedPostgres, Platform, pg.Client]> {
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false })
  const platform = await openPlatform({
    services: [coachService],
    env: { DATABASE_URL: postgres.url, RATE_LIMIT_FACTOR: '1000000' },
    log: openLog({ name: 'bench', level: 'error' }),
    tokens: { verify: async () => undefined },
    runJobs: false,
  })
  const client = new pg.Client({
    connectionString: postgres.url,
    options: '-c timezone=UTC -c search_path=coach_service,extensions',
  })
  await client.connect()
  return [postgres, platform, client]
}

async function ask(platform: Platform, query: Query): Promise<{ ms: number; nextCursor: string | null }> {
  const app = platform.services.get('coach-service')?.app
  if (!app) throw new Error('coach-service does not run')
  const given = Object.entries(query).map(([name, value]) => [name, String(value)])
  const url = `/coaches?${new URLSearchParams(Object.fromEntries(given) as Record<string, string>).toString()}`
  const begunAt = performance.now()
  const response = await app.inject({ method: 'GET', url })
  const ms = performance.now() - begunAt
  if (response.statusCode !== 200) throw new Error(`${url} was answered ${response.body}`)
  return { ms, nextCursor: (response.json() as { nextCursor: string | null }).nextCursor }
}

/** Answers what it costs the service to make the rows of one coach. */
async function fill({ platform, client }: Market, coaches: number): Promise<number> {
  await makeCoaches(client, coaches)
  const context = platform.services.get('coach-service')?.context
  if (!context) throw new Error('coach-service does not run')
  const times: number[] = []
  for (let n = 1; n <= calendars; n++) {
    const begunAt = performance.now()
    await context.sql.begin((tx) => refreshSearch(tx, coachIdOf(n), context.now()))
    times.push(performance.now() - begunAt)
  }
  await copyCalendars(client)
  return median(times)
}

/** In each round every query without the time filter, then with each of the spans. */
async function measureWarm(market: Market, rounds: number): Promise<Figure[]> {
  const spans = Object.entries(spansFrom(Date.now()))
  const sides = [['none', {}] as const, ...spans].map(([name, span]) => [name, () => askAll(market, span)] as const)
  const measured = await inTurn<number[], string>(rounds, Object.fromEntries(sides))
  const against = (names: readonly string[]) =>
    measured.map((round) => ({
      baseline: sideOf(round['none'] ?? []),
      ours: sideOf(names.flatMap((name) => round[name] ?? [])),
    }))
  const all = spans.map(([name]) => name)
  const target = { of: 'ratio' as const, atMost: 1.5 }
  return [
    compared(
      { bench: 'search', name: '95 % within, any time', unit: 'ms', target },
      against(all),
      ({ p95Ms }) => p95Ms,
    ),
    compared({ bench: 'search', name: 'half within, any time', unit: 'ms' }, against(all), ({ p50Ms }) => p50Ms),
    ...all.map((name) =>
      compared(
        { bench: 'search', name: `95 % within, ${name}`, unit: 'ms', target },
        against([name]),
        ({ p95Ms }) => p95Ms,
      ),
    ),
  ]
}

/** Every filter in two of the four orders, first and second page. */
async function askAll(market: Market, span: Query): Promise<number[]> {
  const times: number[] = []
  for (const [index, filter] of filters.entries())
    for (const sort of [sorts[index % 4], sorts[(index + 2) % 4]]) {
      const query = { ...filter, ...span, sort: sort ?? 'best' }
      const first = await market.ask(query)
      times.push(first.ms)
      if (first.nextCursor !== null) times.push((await market.ask({ ...query, cursor: first.nextCursor })).ms)
    }
  return times
}

/** The first request of a PostgreSQL that was just started, over connections that were just opened. */
async function measureCold(market: Market, rounds: number): Promise<Figure[]> {
  const { tonight } = spansFrom(Date.now())
  const askFirst = async (span: Query) => {
    await market.restart()
    return sideOf([(await market.ask({ ...filters[1], ...span })).ms])
  }
  const measured = await inTurn(rounds, { baseline: () => askFirst({}), ours: () => askFirst(tonight ?? {}) })
  return [
    compared(
      { bench: 'search', name: 'the first after a start of PostgreSQL', unit: 'ms' },
      measured,
      ({ p50Ms }) => p50Ms,
    ),
  ]
}

function sideOf(times: readonly number[]): Side {
  const sorted = times.toSorted((a, b) => a - b)
  return { p50Ms: median(times), p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? sorted.at(-1) ?? Number.NaN }
}

async function sizes({ client }: Market): Promise<Figure[]> {
  const { rows } = await client.query<{ name: string; table: string; indexes: string; rows: string }>(`
    select relname as name, pg_table_size(oid) / 1048576.0 as table, pg_indexes_size(oid) / 1048576.0 as indexes, greatest(reltuples, 0) as rows
    from pg_class where relname in ('coach_search', 'coach_words', 'search_offers', 'facet_sets') and relkind = 'r' order by 1`)
  return rows.flatMap(({ name, table, indexes, rows: count }) => [
    about(`${name}: table`, 'MB', Number(table)),
    about(`${name}: indexes`, 'MB', Number(indexes)),
    about(`${name}: rows`, '', Number(count)),
  ])
}

const about = (name: string, unit: string, ours: number): Figure => ({ bench: 'search', name, unit, ours })
