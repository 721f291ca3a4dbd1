import { createHash } from 'node:crypto'
import type pg from 'pg'
import { insertRow, type Tx, transaction } from './database.ts'
import { errorText, StripeProblem } from './problems.ts'

const keyLengthMax = 255
const rememberedSeconds = 24 * 3600

/** An answer as it goes over the wire. */
export interface Reply {
  status: number
  body: string
  /** The request that was first answered so; differs from the asking request when the answer is replayed. */
  requestId: string
  replayed: boolean
}

/** What identifies a request as the same request again. */
interface RequestIdentity {
  key: string | undefined
  method: string
  path: string
  account: string
  text: string
  requestId: string
  nowSeconds: number
}

interface RememberedReply {
  request_hash: string
  status: number
  body: string
  request_id: string
}

/**
 * Runs a request in one transaction and remembers its answer under its idempotency key in that same transaction, so
 * that it happens once or not at all. Repeats get the same bytes back; other parameters under the key, or the same
 * key while the first request still runs, are refused.
 */
export async function performOnce(
  pool: pg.Pool,
  request: RequestIdentity,
  run: (tx: Tx) => Promise<object>,
): Promise<Reply> {
  const { key } = request
  if (key === undefined) return transaction(pool, (tx) => replyOf(tx, request, run))
  if (key.length > keyLengthMax) {
    const message = `Idempotency-Key must be no longer than ${keyLengthMax} characters.`
    throw new StripeProblem(400, { type: 'invalid_request_error', message })
  }
  return transaction(pool, async (tx) => {
    await refuseWhileRunning(tx, key)
    const earlier = await recall(tx, key, hashOf(request))
    return earlier ?? replyOf(tx, request, run)
  })
}

async function refuseWhileRunning(tx: Tx, key: string): Promise<void> {
  const lock = await tx.row<{ free: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended('stripe_simulator.idempotency.' || $1, 0)) as free`,
    [key],
  )
  if (lock?.free) return
  const message = `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`
  throw new StripeProblem(409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message })
}

async function recall(tx: Tx, key: string, hash: string): Promise<Reply | undefined> {
  const row = await tx.row<RememberedReply>(
    'select request_hash, status, body, request_id from stripe_simulator.idempotent_replies where key = $1',
    [key],
  )
  if (row === undefined) return undefined
  if (row.request_hash === hash) {
    return { status: row.status, body: row.body, requestId: row.request_id, replayed: true }
  }
  const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`
  throw new StripeProblem(400, { type: 'idempotency_error', message })
}

/** Runs the request; a refusal is an answer too, and undoes what it changed unless it says otherwise. */
async function replyOf(tx: Tx, request: RequestIdentity, run: (tx: Tx) => Promise<object>): Promise<Reply> {
  await tx.rows('savepoint before_request')
  try {
    const result = await run(tx)
    return await remember(tx, request, 200, JSON.stringify(result))
  } catch (error) {
    if (!(error instanceof StripeProblem)) throw error
    if (!error.keepsChanges) await tx.rows('rollback to savepoint before_request')
    const body = errorText(error, request.path)
    return error.forgotten ? answer(request, error.status, body) : remember(tx, request, error.status, body)
  }
}

async function remember(tx: Tx, request: RequestIdentity, status: number, body: string): Promise<Reply> {
  const { key, requestId: request_id, nowSeconds: created } = request
  if (key !== undefined) {
    const row = { key, request_hash: hashOf(request), status, body, request_id, created }
    await insertRow(tx, 'idempotent_replies', row)
  }
  return answer(request, status, body)
}

function answer(request: RequestIdentity, status: number, body: string): Reply {
  return { status, body, requestId: request.requestId, replayed: false }
}

function hashOf({ method, path, account, text }: RequestIdentity): string {
  return createHash('sha256')
    .update(JSON.stringify([method, path, account, text]))
    .digest('hex')
}

/** Forgets answers older than 24 hours, as Stripe may. */
export async function pruneReplies(tx: Tx, nowSeconds: number): Promise<void> {
  await tx.rows('delete from stripe_simulator.idempotent_replies where created < $1', [nowSeconds - rememberedSeconds])
}
