/**
 * PostgreSQL as the services see it: a tagged template over `pg` with named prepared statements.
 * Columns come back in camelCase, instants as ISO 8601 strings, int8 and numeric as numbers.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import pg from 'pg'

/** A piece of SQL with its parameters, to be put into another template. */
export class Part {
  readonly strings: readonly string[]
  readonly values: readonly unknown[]
  constructor(strings: readonly string[], values: readonly unknown[]) {
    this.strings = strings
    this.values = values
  }
}

class Json {
  readonly value: unknown
  constructor(value: unknown) {
    this.value = value
  }
  toPostgres(): string {
    return JSON.stringify(this.value)
  }
}

type Template = TemplateStringsArray

/** What both a pool and a transaction can do; the first argument of a noun module's functions. */
export interface Queryable {
  <Row = Record<string, unknown>>(strings: Template, ...values: unknown[]): Promise<Row[]>
  /** Exactly one row; throws otherwise. */
  one<Row = Record<string, unknown>>(strings: Template, ...values: unknown[]): Promise<Row>
  /** The first row, if any. */
  first<Row = Record<string, unknown>>(strings: Template, ...values: unknown[]): Promise<Row | undefined>
  /** A fragment for another template. */
  part(strings: Template, ...values: unknown[]): Part
  /** A parameter of type json or jsonb. */
  json(value: unknown): unknown
}

/** A transaction. `begin` inside it is a savepoint. */
export interface Tx extends Queryable {
  begin<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs once the outermost transaction is committed. */
  afterCommit(action: () => void): void
}

/** A pool of connections under one service's role. */
export interface Sql extends Queryable {
  /** Runs `work` in a transaction: committed when it returns, rolled back when it throws. */
  begin<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  end(): Promise<void>
}

const insideTransaction = new AsyncLocalStorage<boolean>()

/** Whether the caller runs inside a transaction; a contract call there would hold locks over a network wait. */
export function isInTransaction(): boolean {
  return insideTransaction.getStore() === true
}

/** Runs work that a transaction only waits for but that is no part of it: a receiver's, while the relay holds its rows. */
export function apartFromTransaction<T>(work: () => Promise<T>): Promise<T> {
  return insideTransaction.run(false, work)
}

/** Whether an error is PostgreSQL's refusal by this constraint. */
export function violates(error: unknown, constraint: string): boolean {
  return error instanceof pg.DatabaseError && error.constraint === constraint
}

/** Opens a pool. `role` and `searchPath` are set at connect, so that no statement runs without them. */
export function openSql(options: {
  url: string
  role?: string
  searchPath?: string
  max?: number
  statementTimeoutMs?: number
}): Sql {
  const settings = ['-c timezone=UTC', `-c statement_timeout=${options.statementTimeoutMs ?? 10_000}`]
  settings.push('-c idle_in_transaction_session_timeout=30000')
  if (options.role) settings.push(`-c role=${options.role}`)
  if (options.searchPath) settings.push(`-c search_path=${options.searchPath.replaceAll(' ', '')}`)
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 10,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 5_000,
    options: settings.join(' '),
    types: { getTypeParser },
  })
  pool.on('error', () => {}) // an idle connection broke: the pool has dropped it, the next query opens another
  pool.on('connect', (client) => client.on('error', () => {})) // it broke between statements: the next one throws
  const sql = queryable((statement) => pool.query(statement), { again: true }) as Sql
  sql.begin = (work) => transaction(pool, work)
  sql.end = () => pool.end()
  return sql
}

async function transaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  const committed: (() => void)[] = []
  let broken: Error | undefined
  try {
    await client.query('begin')
    const tx = transactionOn(client, committed)
    const result = await insideTransaction.run(true, () => work(tx))
    const { command } = await client.query('commit')
    // PostgreSQL answers so, and not with an error, when a statement had failed and its error was swallowed.
    if (command === 'ROLLBACK') throw new Error('the transaction was rolled back: a statement in it had failed')
    for (const action of committed) action()
    return result
  } catch (error) {
    await client.query('rollback').catch((reason: Error) => {
      broken = reason
    })
    throw error
  } finally {
    client.release(broken)
  }
}

function transactionOn(client: pg.PoolClient, committed: (() => void)[]): Tx {
  let depth = 0
  const tx = queryable((statement) => client.query(statement), { again: false }) as Tx
  tx.afterCommit = (action) => void committed.push(action)
  tx.begin = async (work) => {
    const name = `s${++depth}`
    const before = committed.length
    await client.query(`savepoint ${name}`)
    try {
      const result = await work(tx)
      await client.query(`release savepoint ${name}`)
      return result
    } catch (error) {
      committed.length = before
      await client.query(`rollback to savepoint ${name}`)
      throw error
    }
  }
  return tx
}

interface Statement {
  text: string
  values: unknown[]
  rowMode: 'array'
  name?: string
}

function queryable(
  run: (statement: Statement) => Promise<pg.QueryArrayResult>,
  onStalePlan: { again: boolean },
): Queryable {
  const rows = async (strings: Template, values: unknown[]) => {
    const statement = prepare(strings, values)
    try {
      return toRows(await run(statement))
    } catch (error) {
      if (!isStalePlan(error)) throw error
      prepareAnew(statement)
      if (!onStalePlan.again) throw error
      return toRows(await run(prepare(strings, values)))
    }
  }
  const query = ((strings: Template, ...values: unknown[]) => rows(strings, values)) as Queryable
  query.first = async <Row>(strings: Template, ...values: unknown[]) =>
    (await rows(strings, values))[0] as Row | undefined
  query.one = async <Row>(strings: Template, ...values: unknown[]) => {
    const found = await rows(strings, values)
    if (found.length !== 1) throw new Error(`expected one row, found ${found.length}: ${strings.join('?')}`)
    return found[0] as Row
  }
  query.part = (strings, ...values) => new Part(strings, values)
  query.json = (value) => new Json(value)
  return query
}

/** Whether a migration changed a table under a prepared statement; the statement works when it is sent again. */
export function isStalePlan(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.routine === 'RevalidateCachedQuery'
}

const preparedTexts = new Map<string, string>()
const maxPreparedTexts = 2_000
let generation = 0

/** Gives all statements new names, under which every connection prepares them again. */
function prepareAnew(stale: Statement): void {
  if (preparedTexts.get(stale.text) !== stale.name) return // done already, for another connection's statement
  generation++
  preparedTexts.clear()
}

function prepare(strings: readonly string[], values: readonly unknown[]): Statement {
  const bound: unknown[] = []
  const text = render(strings, values, bound)
  let name = preparedTexts.get(text)
  if (!name && preparedTexts.size < maxPreparedTexts) {
    name = createHash('sha1').update(`${generation}${text}`).digest('base64url').slice(0, 20)
    preparedTexts.set(text, name)
  }
  return { text, values: bound, rowMode: 'array', ...(name ? { name } : {}) }
}

function render(strings: readonly string[], values: readonly unknown[], bound: unknown[]): string {
  let text = strings[0] ?? ''
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (value instanceof Part) text += render(value.strings, value.values, bound)
    else {
      bound.push(value instanceof Json ? value.toPostgres() : (value ?? null))
      text += `$${bound.length}`
    }
    text += strings[i + 1]
  }
  return text
}

function toRows(result: pg.QueryArrayResult): Record<string, unknown>[] {
  const names = result.fields.map((field) => camelCase(field.name))
  return result.rows.map((cells) => {
    const row: Record<string, unknown> = {}
    for (let i = 0; i < names.length; i++) row[names[i] as string] = cells[i]
    return row
  })
}

const camelNames = new Map<string, string>()
function camelCase(column: string): string {
  let name = camelNames.get(column)
  if (!name) {
    name = column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    if (camelNames.size < 5_000) camelNames.set(column, name)
  }
  return name
}

const asWritten = (text: string) => text
const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, toSafeInteger],
  [pg.types.builtins.NUMERIC, Number],
  [pg.types.builtins.DATE, asWritten],
  [pg.types.builtins.TIMESTAMPTZ, toInstant],
  // Their arrays, which have no names in pg.
  [1016, arrayOf(toSafeInteger)],
  [1231, arrayOf(Number)],
  [1182, arrayOf(asWritten)],
  [1185, arrayOf(toInstant)],
])

function getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  return parsers.get(oid) ?? (pg.types.getTypeParser(oid, format as 'text') as (text: string) => unknown)
}

interface ArrayParser {
  create(text: string, parse: (text: string) => unknown): { parse(): unknown[] }
}

function arrayOf(parse: (text: string) => unknown) {
  const { create } = pg.types.arrayParser as unknown as ArrayParser // its declared type is of another version
  return (text: string): unknown[] => create(text, parse).parse()
}

function toSafeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`integer out of range: ${text}`)
  return value
}

/** `2027-03-14 17:00:00.5+00` (the session's zone is UTC) as `2027-03-14T17:00:00.500Z`. */
function toInstant(text: string): string {
  const fraction = text
    .slice(19)
    .replace(/[+-].*$/, '')
    .slice(1, 4)
    .padEnd(3, '0')
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`
}
