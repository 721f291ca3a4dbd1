import pg from 'pg'

const int8TypeId = 20

type Parser = (text: string) => unknown

/** Amounts and epoch seconds stay within 2^53, so a bigint column is read as a number. */
const columnTypes = {
  getTypeParser: (typeId: number, format?: 'text' | 'binary'): Parser =>
    typeId === int8TypeId ? Number : (pg.types.getTypeParser(typeId, format as 'text') as Parser),
} as pg.CustomTypesConfig

/** Every statement of the simulator goes through one of these, inside one transaction. */
export interface Tx {
  rows<Row>(text: string, values?: unknown[]): Promise<Row[]>
  row<Row>(text: string, values?: unknown[]): Promise<Row | undefined>
}

/** Runs `run` in one transaction: commits its result, rolls back when it throws. */
export async function transaction<Result>(pool: pg.Pool, run: (tx: Tx) => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  const onBroken = (error: Error): void => {
    broken = error
  }
  client.on('error', onBroken)
  try {
    await client.query('begin')
    const result = await run(txOn(client))
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(onBroken)
    throw error
  } finally {
    client.off('error', onBroken)
    client.release(broken)
  }
}

const statementNames = new Map<string, string>()

/** A prepared statement is parsed and planned once per connection; our statements are few and fixed. */
function statementName(text: string): string {
  let name = statementNames.get(text)
  if (name === undefined) statementNames.set(text, (name = `stripe_simulator_${statementNames.size}`))
  return name
}

/** The same statements outside a transaction, for the delivery loop, whose every statement stands alone. */
export function txOn(client: Pick<pg.ClientBase, 'query'>): Tx {
  async function rows<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
    const result = await client.query({ name: statementName(text), text, values, types: columnTypes })
    return result.rows as Row[]
  }
  return { rows, row: async <Row>(text: string, values?: unknown[]) => (await rows<Row>(text, values))[0] }
}

/** Inserts one row from column names written in our code, and returns it whole. */
export async function insertRow<Row>(tx: Tx, table: string, columns: Record<string, unknown>): Promise<Row> {
  const names = Object.keys(columns)
  const places = names.map((_, index) => `$${index + 1}`)
  const [row] = await tx.rows<Row>(
    `insert into stripe_simulator.${table} (${names.join(', ')}) values (${places.join(', ')}) returning *`,
    Object.values(columns),
  )
  return row as Row
}

/** Changes the given columns of the row with this id, and returns the row as it is afterwards. */
export async function updateRow<Row>(
  tx: Tx,
  table: string,
  id: string,
  columns: Record<string, unknown>,
): Promise<Row> {
  const changes = Object.keys(columns).map((name, index) => `${name} = $${index + 2}`)
  const [row] = await tx.rows<Row>(
    `update stripe_simulator.${table} set ${changes.join(', ')} where id = $1 returning *`,
    [id, ...Object.values(columns)],
  )
  if (row === undefined) throw new Error(`no row ${id} in ${table}`)
  return row
}
