/**
 * What the platform costs, beside a baseline measured in the same run: `npm run bench [--short] [name ...]`. Prints a line a
 * figure and writes artifacts/bench.json. A missed target is shown, and fails nothing; a bench that breaks ends with code 1.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { benchBookAndPay } from './book-and-pay.bench.ts'
import { benchBookings } from './bookings.bench.ts'
import { benchHttp } from './http.bench.ts'
import { benchLedger } from './ledger.bench.ts'
import { type Figure, isMet } from './measure.ts'
import { benchSearch } from './search.bench.ts'
import { benchSlots } from './slots.bench.ts'
import { benchStart } from './start.bench.ts'

const benches: Record<string, (options: { short: boolean }) => Promise<Figure[]>> = {
  http: benchHttp,
  bookings: benchBookings,
  'book-and-pay': benchBookAndPay,
  ledger: benchLedger,
  slots: benchSlots,
  search: benchSearch,
  start: benchStart,
}

const folder = join(import.meta.dirname, '../../artifacts')
const names = process.argv.slice(2).filter((word) => word !== '--short')
const short = process.argv.includes('--short')
const unknown = names.filter((name) => !(name in benches))
if (unknown.length > 0) {
  console.error(`No such bench: ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}`)
  process.exit(1)
}

const loadBefore = loadavg()[0] ?? 0
const figures: Figure[] = []
console.log(row(['', '', 'ours', 'baseline', 'ratio', 'target', '']))
for (const [name, bench] of Object.entries(benches)) {
  if (names.length > 0 && !names.includes(name)) continue
  try {
    for (const figure of await bench({ short })) {
      figures.push(figure)
      console.log(row(line(figure)))
    }
  } catch (error) {
    console.error(`${name} broke: ${(error as Error).stack}`)
    process.exitCode = 1
  }
}
await mkdir(folder, { recursive: true })
const machine = {
  cores: availableParallelism(),
  processor: cpus()[0]?.model,
  node: process.version,
  loadBefore,
  loadAfter: loadavg()[0],
}
const measured = figures.map((figure) => ({ ...figure, met: isMet(figure) }))
await writeFile(join(folder, 'bench.json'), `${JSON.stringify({ short, machine, figures: measured }, null, 2)}\n`)
if (loadBefore > machine.cores / 2)
  console.log(`\nThe machine was busy before (load ${loadBefore.toFixed(1)}): only ratios and CPU times mean anything.`)

function line(figure: Figure): string[] {
  const { bench, name, unit, ours, baseline, ratio, target } = figure
  const isKept = isMet(figure)
  return [
    bench,
    name,
    inUnit(ours, unit),
    baseline === undefined ? '' : inUnit(baseline, unit),
    ratio === undefined ? '' : `${ratio.toFixed(2)}x`,
    target ? (target.atLeast === undefined ? `<= ${target.atMost}` : `>= ${target.atLeast}`) : '',
    isKept === undefined ? '' : isKept ? 'met' : 'MISSED',
  ]
}

function inUnit(value: number, unit: string): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3
  return `${value.toFixed(digits)} ${unit}`
}

function row(cells: string[]): string {
  const [bench = '', name = '', ...values] = cells
  return `${bench.padEnd(12)} ${name.padEnd(46)} ${values.map((value) => value.padStart(14)).join('')}`.trimEnd()
}
