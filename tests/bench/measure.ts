/** What the benches share: figures, medians, rounds in turn, programs of their own, and what a program costs. */
import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One measured value, and how it stands to the baseline and to the target. */
export interface Figure {
  bench: string
  name: string
  unit: string
  ours: number
  baseline?: number
  /** Ours to the baseline's, the median over neighbouring rounds. */
  ratio?: number
  target?: { of: 'ours' | 'ratio'; atLeast?: number; atMost?: number }
}

/** Whether a figure is as it should be; undefined when it has no target. */
export function isMet({ ours, ratio, target }: Figure): boolean | undefined {
  const value = target?.of === 'ratio' ? ratio : ours
  if (!target || value === undefined) return undefined
  return value >= (target.atLeast ?? -Infinity) && value <= (target.atMost ?? Infinity)
}

/** The middle one. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('a median needs values')
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
}

/** All sides in turn, so that a machine that is busy for a while slows each. The first round is not counted. */
export async function inTurn<T, Side extends string>(
  rounds: number,
  sides: Record<Side, () => Promise<T>>,
): Promise<Record<Side, T>[]> {
  const measured: Record<Side, T>[] = []
  for (let round = 0; round <= rounds; round++) {
    const values: Partial<Record<Side, T>> = {}
    for (const side of Object.keys(sides) as Side[]) values[side] = await sides[side]()
    if (round > 0) measured.push(values as Record<Side, T>)
  }
  return measured
}

/** The figure of one value of rounds taken in turn. */
export function compared<T>(
  about: Pick<Figure, 'bench' | 'name' | 'unit' | 'target'>,
  rounds: readonly { ours: T; baseline: T }[],
  value: (side: T) => number,
): Figure {
  return {
    ...about,
    ours: median(rounds.map(({ ours }) => value(ours))),
    baseline: median(rounds.map(({ baseline }) => value(baseline))),
    ratio: median(rounds.map(({ ours, baseline }) => value(ours) / value(baseline))),
  }
}

/** A program under measurement, started with an IPC channel. */
export interface Program<Ready> {
  process: ChildProcess
  /** What it said first. */
  ready: Ready
  stop(): Promise<void>
}

/** Starts a program of this folder and waits for its first message. Throws its output when it ends before. */
export async function startProgram<Ready>(
  file: string,
  args: string[] = [],
  env: Record<string, string> = {},
): Promise<Program<Ready>> {
  const child = fork(join(import.meta.dirname, file), args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Ready))
    child.once('exit', () => reject(new Error(`${file} ended at start:\n${output}`)))
  })
  return { process: child, ready, stop: () => ended(child) }
}

/** Asks a program to end and waits until it has. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGCONT')
    child.kill('SIGTERM')
  })
}

/** CPU ms that processes, and their children that have ended, have used so far, by the operating system's books. */
export function cpuMsOf(pids: readonly number[]): number {
  if (existsSync('/proc/self/stat')) return pids.reduce((sum, pid) => sum + ticksOf(pid) * tickMs, 0)
  const times = execFileSync('ps', ['-o', 'cputime=', '-p', pids.join(',')])
    .toString()
    .trim()
    .split('\n')
  return times.reduce((sum, time) => sum + 1_000 * secondsIn(time), 0)
}

const tickMs = 10

function ticksOf(pid: number): number {
  const fields = textOf(`/proc/${pid}/stat`)
    .replace(/^.*\) /, '')
    .split(' ')
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) // utime, stime, cutime, cstime
}

/** `1:02:03.45` as seconds. */
function secondsIn(time: string): number {
  return time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}

/** The processes below and including this one, by pid. */
export function familyOf(pid: number): number[] {
  const parents = execFileSync('ps', ['-A', '-o', 'pid=,ppid='])
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number])
  const family = [pid]
  for (const one of family) family.push(...parents.filter(([, parent]) => parent === one).map(([child]) => child))
  return family
}

const bytesInMb = 1_048_576

/** Resident memory of one process in MB. */
export function rssMb(pid: number): number {
  return (Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) * 1_024) / bytesInMb
}

/** Memory of several processes in MB, what they share counted once; undefined where the system does not tell. */
export function sharedMb(pids: readonly number[]): number | undefined {
  if (!existsSync('/proc/self/smaps_rollup')) return undefined
  const kilobytes = pids.map((pid) => Number(/^Pss:\s+(\d+)/m.exec(textOf(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0))
  return (kilobytes.reduce((sum, one) => sum + one, 0) * 1_024) / bytesInMb
}

/** Empty when the process has ended meanwhile. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  }
}
