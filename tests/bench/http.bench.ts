/** One validated JSON route through gateway and service, against a bare Express and Joi route that does the same. */
import autocannon from 'autocannon'
import { compared, cpuMsOf, type Figure, inTurn, type Program, startProgram } from './measure.ts'

const connections = 32
const body = JSON.stringify({
  offerId: '0199f1de-6a00-7000-8000-000000000002',
  startsAt: '2027-03-14T17:00:00Z',
  durationMinutes: 60,
  language: 'en',
  note: 'I lose my lane to early ganks.',
})

interface Load {
  requestsPerSecond: number
  cpuUsPerRequest: number
  p99Ms: number
}

/** Requests a second, CPU of the server process for each, and the slowest hundredth. */
export async function benchHttp({ short }: { short: boolean }): Promise<Figure[]> {
  const seconds = short ? 2 : 6
  const [ours, baseline] = await Promise.all([start('ours'), start('express')])
  try {
    const rounds = await inTurn(short ? 3 : 5, {
      ours: () => load(ours, seconds),
      baseline: () => load(baseline, seconds),
    })
    const figure = (name: string, unit: string, value: (side: Load) => number, target?: Figure['target']) =>
      compared({ bench: 'http', name, unit, ...(target ? { target } : {}) }, rounds, value)
    return [
      figure('requests', '/s', (side) => side.requestsPerSecond, { of: 'ratio', atLeast: 1.5 }),
      figure('server CPU per request', 'us', (side) => side.cpuUsPerRequest),
      figure('99 % answered within', 'ms', (side) => side.p99Ms),
    ]
  } finally {
    await Promise.all([ours.stop(), baseline.stop()])
  }
}

function start(side: 'ours' | 'express'): Promise<Program<{ port: number }>> {
  return startProgram('http-server.ts', [side], { NODE_ENV: 'production' })
}

async function load(server: Program<{ port: number }>, seconds: number): Promise<Load> {
  const pid = server.process.pid as number
  const before = cpuMsOf([pid])
  const result = await autocannon({
    url: `http://127.0.0.1:${server.ready.port}/api/v1/wishes/quote`,
    connections,
    duration: seconds,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  const { total } = result.requests
  if (result.errors + result.non2xx > 0 || total === 0)
    throw new Error(`of ${total} requests ${result.errors} failed and ${result.non2xx} were refused`)
  return {
    requestsPerSecond: total / result.duration,
    cpuUsPerRequest: ((cpuMsOf([pid]) - before) * 1_000) / total,
    p99Ms: result.latency.p99,
  }
}
