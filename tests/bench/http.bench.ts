/** Validated JSON routes through gateway and service, against Express and Joi: bare, and as it would be deployed (decision 0013). */
import autocannon from 'autocannon'
import { compared, cpuMsOf, type Figure, inTurn, type Program, startProgram } from './measure.ts'

const connections = 32
/** Until the code of both is compiled for speed. */
const warmUpSeconds = 2

interface Body {
  name: string
  path: string
  json: string
}

const small: Body = {
  name: 'five fields',
  path: '/api/v1/wishes',
  json: JSON.stringify({
    offerId: '0199f1de-6a00-7000-8000-000000000002',
    startsAt: '2027-03-14T17:00:00Z',
    durationMinutes: 60,
    language: 'en',
    note: 'I lose my lane to early ganks.',
  }),
}

const windows = [
  { start: '09:00', end: '12:00' },
  { start: '15:30', end: '22:00' },
]
const nested: Body = {
  name: "a week's hours",
  path: '/api/v1/hours',
  json: JSON.stringify({
    zone: 'Europe/Berlin',
    weekly: [0, 1, 2, 3, 4, 5, 6].flatMap((day) => windows.map((window) => ({ day, ...window }))),
    overrides: [
      { date: '2027-12-24', windows: [] },
      { date: '2027-12-31', windows: windows.slice(0, 1) },
    ],
    stepMinutes: 30,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 10,
    minNoticeMinutes: 120,
    horizonDays: 60,
    maxBookingsPerDay: 4,
    maxBookingsPerWeek: null,
    maxMinutesPerDay: null,
    maxMinutesPerWeek: 1200,
    offerHours: [],
  }),
}

interface Load {
  requestsPerSecond: number
  cpuUs: number
}

type Side = 'ours' | 'bare' | 'deployed'

/** Requests a second, and CPU of the server process for each, with a small and a nested body. */
export async function benchHttp({ short }: { short: boolean }): Promise<Figure[]> {
  const [ours, bare, deployed] = await Promise.all([start('ours'), start('bare'), start('deployed')])
  try {
    const figures: Figure[] = []
    for (const body of [small, nested]) {
      const measure = (server: Server, seconds: number) => load(server, body, seconds)
      await Promise.all([bare, deployed, ours].map((server) => measure(server, warmUpSeconds)))
      const seconds = short ? 1 : 2 // many short rounds: a machine's speed drifts within seconds
      const rounds = await inTurn<Load, Side>(short ? 5 : 15, {
        bare: () => measure(bare, seconds),
        ours: () => measure(ours, seconds),
        deployed: () => measure(deployed, seconds),
      })
      figures.push(...against('bare', rounds, body), ...against('deployed', rounds, body))
    }
    return figures
  } finally {
    await Promise.all([ours, bare, deployed].map((server) => server.stop()))
  }
}

/** The target is about bare Express; as it is deployed, it shows what the same promises cost there. */
function against(side: 'bare' | 'deployed', rounds: readonly Record<Side, Load>[], body: Body): Figure[] {
  const pairs = rounds.map((round) => ({ ours: round.ours, baseline: round[side] }))
  const about = (what: string, unit: string) => ({ bench: 'http', name: `${body.name}: ${what}, ${side}`, unit })
  const target = side === 'bare' ? { target: { of: 'ratio' as const, atLeast: 1.5 } } : {}
  return [
    compared({ ...about('requests', '/s'), ...target }, pairs, ({ requestsPerSecond }) => requestsPerSecond),
    compared(about('CPU a request', 'us'), pairs, ({ cpuUs }) => cpuUs),
  ]
}

type Server = Program<{ port: number }>

function start(side: Side): Promise<Server> {
  return startProgram('http-server.ts', [side], { NODE_ENV: 'production' })
}

async function load(server: Server, { path, json }: Body, seconds: number): Promise<Load> {
  const pids = [server.process.pid as number]
  const before = cpuMsOf(pids)
  const result = await autocannon({
    url: `http://127.0.0.1:${server.ready.port}${path}`,
    connections,
    duration: seconds,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: json,
  })
  const { total } = result.requests
  if (result.errors + result.non2xx > 0 || total === 0)
    throw new Error(`of ${total} requests ${result.errors} failed and ${result.non2xx} were refused`)
  return { requestsPerSecond: total / result.duration, cpuUs: ((cpuMsOf(pids) - before) * 1_000) / total }
}
