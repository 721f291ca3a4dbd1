/** `npm start` on a data folder that is there already: how long until it answers, and how much memory it takes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@ecc/kit/local-programs'
import { cpuMsOf, ended, type Figure, familyOf, median, rssMb, sharedMb } from './measure.ts'

const root = join(import.meta.dirname, '../..')
const program = join(root, 'apps/server/src/start.ts')
const requests = 200
const paths = ['/health', '/api/v1/games', '/api/v1/coaches?limit=20', '/api/openapi.json']
const settleMs = 1_000
const giveUpMs = 120_000
const maxMb = 350

interface Start {
  hasBuiltWeb: boolean
  startMs: number
  cpuMs: number
  nodeMb: number
  /** Node and database, what they share counted once; undefined where the system does not tell. */
  allMb: number | undefined
  allUsedMb: number | undefined
}

/** Time, CPU and memory of a start; the first one, which creates the database, is not counted. */
export async function benchStart({ short }: { short: boolean }): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ecc-bench-'))
  try {
    await startOnce(dataDir)
    const starts = await startOften(dataDir, short ? 2 : 5)
    const figure = (
      name: string,
      unit: string,
      value: (start: Start) => number | undefined,
      atMost?: number,
    ): Figure[] => {
      const values = starts.map(value).filter((one) => one !== undefined)
      if (values.length === 0) return []
      const target = atMost === undefined ? {} : { target: { of: 'ours' as const, atMost } }
      return [{ bench: 'start', name, unit, ours: median(values), ...target }]
    }
    return [
      ...figure('until /health is up', 'ms', ({ startMs }) => startMs),
      ...figure('CPU until then', 'ms', ({ cpuMs }) => cpuMs),
      ...figure('Node, resident', 'MB', ({ nodeMb }) => nodeMb),
      ...figure('Node and database', 'MB', ({ allMb }) => allMb, maxMb),
      ...figure(`Node and database after ${requests} requests`, 'MB', ({ allUsedMb }) => allUsedMb, maxMb),
    ]
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Where somebody edits the web app meanwhile, a start builds it again; that one is not counted. */
async function startOften(dataDir: string, wanted: number): Promise<Start[]> {
  const starts: Start[] = []
  for (let attempt = 0; starts.length < wanted; attempt++) {
    if (attempt === 3 * wanted) throw new Error('the web app was built anew at almost every start')
    const start = await startOnce(dataDir)
    if (!start.hasBuiltWeb) starts.push(start)
  }
  return starts
}

async function startOnce(dataDir: string): Promise<Start> {
  const port = await freePort()
  const startedAt = performance.now()
  const child = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      PORT: String(port),
      STRIPE_SIMULATOR_PORT: String(await freePort()),
      DEMO_DATA: 'off',
      NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'), // as npm start has it
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const base = `http://127.0.0.1:${port}`
  const pid = child.pid as number
  try {
    await untilUp(base, child).catch((error: Error) => {
      throw new Error(`${error.message}:\n${output}`)
    })
    const startMs = performance.now() - startedAt
    const cpuMs = cpuMsOf(familyOf(pid))
    await untilLater(settleMs)
    const [nodeMb, allMb] = [rssMb(pid), sharedMb(familyOf(pid))]
    for (let sent = 0; sent < requests; sent++) await get(base + paths[sent % paths.length])
    await untilLater(settleMs)
    const hasBuiltWeb = output.includes('Building the web app')
    return { hasBuiltWeb, startMs, cpuMs, nodeMb, allMb, allUsedMb: sharedMb(familyOf(pid)) }
  } finally {
    await ended(child)
  }
}

async function untilUp(base: string, child: ChildProcess): Promise<void> {
  const giveUpAt = performance.now() + giveUpMs
  for (;;) {
    if (child.exitCode !== null) throw new Error('the platform ended at start')
    if (performance.now() > giveUpAt) throw new Error('the platform was not up in time')
    const health = await fetch(`${base}/health`).catch(() => undefined) // not listening yet
    if (health?.ok && ((await health.json()) as { status: string }).status === 'up') return
    await untilLater(20)
  }
}

async function get(url: string): Promise<void> {
  const response = await fetch(url)
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
}

// timer: a started program is polled, and left alone before it is weighed
const untilLater = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
