import type Stripe from 'stripe'
import type { Tx } from './database.ts'
import { listObject } from './objects.ts'
import type { Parameters } from './parameters.ts'
import { invalidParameter, noSuch } from './problems.ts'

interface ListOptions<Row, Item> {
  table: string
  url: string
  /** Columns which must equal these values; an undefined value does not restrict. */
  where: Record<string, unknown>
  build: (row: Row) => Item | Promise<Item>
}

const limitDefault = 10
const limitMax = 100

/** Answers a list request, newest first: `limit`, `starting_after`, `ending_before`, `created`. Reads all its parameters. */
export async function listRows<Row, Item>(
  tx: Tx,
  parameters: Parameters,
  options: ListOptions<Row, Item>,
): Promise<Stripe.ApiList<Item>> {
  const limit = limitOf(parameters)
  const before = parameters.optionalText('ending_before')
  const after = parameters.optionalText('starting_after')
  const { conditions, values } = conditionsOf(options.where, createdRange(parameters))
  parameters.finish()

  const bind = (value: unknown): string => `$${values.push(value)}`
  if (after !== undefined) conditions.push(`seq < ${bind(await seqOf(tx, options.table, after, 'starting_after'))}`)
  if (before !== undefined) conditions.push(`seq > ${bind(await seqOf(tx, options.table, before, 'ending_before'))}`)
  const rows = await tx.rows<Row>(
    `select * from stripe_simulator.${options.table} where ${conditions.join(' and ')}
     order by seq ${before === undefined ? 'desc' : 'asc'} limit ${bind(limit + 1)}`,
    values,
  )
  const page = rows.slice(0, limit)
  if (before !== undefined) page.reverse()
  const data: Item[] = []
  for (const row of page) data.push(await options.build(row))
  return listObject(options.url, data, rows.length > limit)
}

function limitOf(parameters: Parameters): number {
  const limit = parameters.optionalInteger('limit') ?? limitDefault
  if (limit >= 1 && limit <= limitMax) return limit
  throw invalidParameter('parameter_invalid_integer', `This value must be between 1 and ${limitMax}.`, 'limit')
}

const comparisons = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** `created=1700000000`, or `created[gte]=...`: pairs of operator and epoch seconds. */
function createdRange(parameters: Parameters): [string, number][] {
  const range = parameters.nestedOrInteger('created')
  if (range === undefined) return []
  if (typeof range === 'number') return [['=', range]]
  return Object.entries(comparisons).flatMap(([name, operator]): [string, number][] => {
    const bound = range.optionalInteger(name)
    return bound === undefined ? [] : [[operator, bound]]
  })
}

function conditionsOf(where: Record<string, unknown>, created: [string, number][]) {
  const values: unknown[] = []
  const conditions = ['true']
  for (const [column, value] of Object.entries(where)) {
    if (value === undefined) continue
    conditions.push(
      Array.isArray(value) ? `${column} = any($${values.push(value)})` : `${column} = $${values.push(value)}`,
    )
  }
  for (const [operator, bound] of created) conditions.push(`created ${operator} $${values.push(bound)}`)
  return { conditions, values }
}

async function seqOf(tx: Tx, table: string, id: string, param: string): Promise<number> {
  const row = await tx.row<{ seq: number }>(`select seq from stripe_simulator.${table} where id = $1`, [id])
  if (row === undefined) throw noSuch('object', id, param)
  return row.seq
}
