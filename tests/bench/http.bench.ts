/** Validated JSON routes through gateway and service, against bare Express and Joi routes that do the same. */
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

/** Requests a second, and CPU of the server process for each, with a small and a nested body. */
export async function benchHttp({ short }: { short: boolean }): Promise<Figure[]> {
  const [ours, baseline] = await Promise.all([start('ours'), start('express')])
  try {
    const figures: Figure[] = []
    const seconds = short ? 1 : 5
    for (const body of [small, nested]) {
      await Promise.all([load(baseline, body, warmUpSeconds), load(ours, body, warmUpSeconds)])
      const rounds = await inTurn(short ? 3 : 5, {
        baseline: () => load(baseline, body, seconds),
        ours: () => load(ours, body, seconds),
      })
      const about = (name: string, unit: string) => ({ bench: 'http', name: `${body.name}: ${name}`, unit })
      const target = { of: 'ratio' as const, atLeast: 1.5 }
      figures.push(compared({ ...about('requests', '/s'), target }, rounds, (side) => side.requestsPerSecond))
      figures.push(compared(about('server CPU per request', 'us'), rounds, (side) => side.cpuUs))
    }
    return figures
  } finally {
    await Promise.all([ours.stop(), baseline.stop()])
  }
}

function start(side: 'ours' | 'express'): Promise<Program<{ port: number }>> {
  return startProgram('http-server.ts', [side], { NODE_ENV: 'production' })
}

async function load(server: Program<{ port: number }>, { path, json }: Body, seconds: number): Promise<Load> {
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
