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

/**
 * Every life sends the statements of the first, else it is not taken; where some went side by side, in the order of the first.
 * Throws where pgbench would read a statement in another way.
 */
export function replayOf(recorded: readonly Recorded[][], clients: number): Replay {
  const [first = [], ...others] = recorded.map(unitsOf)
  const alike = [first, ...others.map((units) => inOrderOf(first, units)).filter((units) => units !== undefined)]
  const lives = alike.map((units) => units.flat())
  const columns = new Columns(lives)
  const [statements = []] = lives
  const body = statements.map((statement, index) => lineOf(statement, index, statements[index - 1], columns))
  const perClient = Math.floor(lives.length / clients)
  const head = [
    '\\set i :i + 1',
    `\\set n :client_id * ${perClient} + :i - 1`,
    `select ${columns.names.join(', ')} from bench.lives where n = :n \\gset`,
  ]
  return { script: [...head, ...body].join('\n'), columns: columns.names, rows: columns.rows }
}

/** A transaction with all its statements, or a statement by itself. */
type Unit = Recorded[]

/** What a life consists of, by when each began; without the looks of relays, which a commit wakes. */
function unitsOf(statements: readonly Recorded[]): Unit[] {
  const units: Unit[] = []
  const open = new Map<number, Unit>()
  for (const statement of statements) {
    const { connection, text } = statement
    const unit = open.get(connection) ?? []
    if (unit.push(statement) === 1) units.push(unit)
    if (text === 'begin') open.set(connection, unit)
    if (text === 'commit') open.delete(connection)
  }
  return units.filter((unit) => !unit.some(({ text }) => text.includes(`'.outbox'`)))
}

const shapeOf = (unit: Unit) =>
  JSON.stringify(unit.map(({ text, values }) => [text, values.map((one) => one === null)]))

/** These units in the order of others of the same shapes; undefined when they are not of the same. */
function inOrderOf(wanted: readonly Unit[], units: readonly Unit[]): Unit[] | undefined {
  if (wanted.length !== units.length) return undefined
  const left = Map.groupBy(units, shapeOf)
  const ordered = wanted.map((unit) => left.get(shapeOf(unit))?.shift())
  return ordered.every((unit) => unit !== undefined) ? ordered : undefined
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
