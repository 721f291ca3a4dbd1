/**
 * Records the SQL statements that requests send, as they are sent: by the message `{ record: true }` from a bench that started
 * this process, until `{ record: false }`, which is answered with what was recorded, by the requests' ids.
 */
import { createRequire } from 'node:module'
import pg from 'pg'
import { currentTrace } from '../../packages/kit/src/trace.ts'

/** A statement with its values as PostgreSQL gets them; `searchPath` says which service sent it, `connection` over which one. */
export interface Recorded {
  searchPath: string
  connection: number
  text: string
  values: (string | null)[]
}

/** What requests sent, by the id that each was sent with. */
export type Recording = Record<string, Recorded[]>

/** How pg writes a value; it has no types of its own. */
const { prepareValue } = createRequire(import.meta.url)('pg/lib/utils') as {
  prepareValue(value: unknown): string | number | Buffer | null | undefined
}

/** Lets the process that started this one record. What no request asked for, such as jobs and relays, is left out. */
export function takeRecordingOrders(): void {
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown
  let recording: Recording = {}
  process.on('message', (message: { record?: boolean }) => {
    if (message.record === undefined) return
    pg.Client.prototype.query = (message.record ? recordingQuery : query) as typeof pg.Client.prototype.query
    if (!message.record) process.send?.(recording)
    recording = {}
  })

  function recordingQuery(this: pg.Client, ...args: unknown[]): unknown {
    const { requestId } = currentTrace() ?? {}
    const [asked] = args as [string | { text: string; values?: unknown[] }]
    const { text, values = [] } = typeof asked === 'string' ? { text: asked } : asked
    if (requestId) {
      const [searchPath, connection] = [searchPathOf(this), numberOf(this)]
      ;(recording[requestId] ??= []).push({ searchPath, connection, text, values: values.map(textOf) })
    }
    return query.apply(this, args)
  }
}

const searchPathOf = (client: pg.Client) =>
  /search_path=(\S+)/.exec(
    (client as unknown as { connectionParameters: { options?: string } }).connectionParameters.options ?? '',
  )?.[1] ?? ''

const connections = new WeakMap<pg.Client, number>()
let connectionsSeen = 0

function numberOf(client: pg.Client): number {
  const number = connections.get(client) ?? ++connectionsSeen
  connections.set(client, number)
  return number
}

/** As `pg` sends it; everything else than null is text. */
function textOf(value: unknown): string | null {
  const prepared = prepareValue(value)
  return prepared === null || prepared === undefined ? null : String(prepared)
}
