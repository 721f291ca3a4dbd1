/**
 * What was recorded of some lives, as a script of pgbench that sends the very same statements with the very same values: they
 * stand in a table, a row a life, and are read in one go at the beginning of each.
 */
import type { Recorded } from './statement-recorder.ts'

/** A script, and the rows that it reads. */
export interface Replay {
  script: string
  /** The names of the columns, all of them text. */
  columns: string[]
  /** By life, in the order of the columns. */
  rows: string[][]
}

/** Every life sends the statements of the first, or it is not taken. Throws where pgbench would read a statement in another way. */
export function replayOf(lives: readonly Recorded[][], clients: number): Replay {
  const [first = []] = lives
  const shape = (life: readonly Recorded[]) =>
    life.map(({ text, values }) => text + values.map((value) => value === null))
  const wanted = shape(first).join('\n')
  const alike = lives.filter((life) => shape(life).join('\n') === wanted)
  const columns = new Columns(alike)
  const body = first.map((statement, index) => lineOf(statement, index, first[index - 1], columns))
  const perClient = Math.floor(alike.length / clients)
  const head = [
    '\\set i :i + 1',
    `\\set n :client_id * ${perClient} + :i - 1`,
    `select ${columns.names.join(', ')} from bench.lives where n = :n \\gset`,
  ]
  return { script: [...head, ...body].join('\n'), columns: columns.names, rows: columns.rows }
}

function lineOf(statement: Recorded, index: number, before: Recorded | undefined, columns: Columns): string {
  const { text, values, searchPath } = statement
  if (/(^|[^:]):\w/.test(text)) throw new Error(`pgbench would take a part of this for a variable: ${text}`)
  const sent = text.replace(/\$(\d+)/g, (_, place: string) => {
    const position = Number(place) - 1
    // The ledger numbers its transactions; their lines name the number that was just given.
    if (position === 0 && text.trim().startsWith('insert into payment_service_ledger.entries')) return ':ledger_id'
    const value = values[position] ?? null
    return value === null ? 'null' : `:${columns.of(index, position)}`
  })
  const isPosting = text.trim().startsWith('insert into payment_service_ledger.transactions')
  const line = sent.replaceAll(/\s*\n\s*/g, ' ').trim() + (isPosting ? ' \\gset ledger_' : ';')
  return searchPath === before?.searchPath || searchPath === '' ? line : `set search_path = ${searchPath};\n${line}`
}

/** Values that are the same in every life are one column. */
class Columns {
  readonly names: string[] = []
  readonly rows: string[][]
  readonly #lives: readonly Recorded[][]
  readonly #known = new Map<string, string>()

  constructor(lives: readonly Recorded[][]) {
    this.#lives = lives
    this.rows = lives.map(() => [])
  }

  of(statement: number, position: number): string {
    const values = this.#lives.map((life) => life[statement]?.values[position] ?? '')
    const key = JSON.stringify(values)
    const known = this.#known.get(key)
    if (known) return known
    const name = `v${this.names.length}`
    this.#known.set(key, name)
    this.names.push(name)
    for (const [life, value] of values.entries()) this.rows[life]?.push(value)
    return name
  }
}
