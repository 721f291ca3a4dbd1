/** `Idempotency-Key`: a request that is repeated with its key is answered as the first time, and done once. */
import { createHash } from 'node:crypto'
import { invalidRequest, keyReused } from '@ecc/contracts/problems'
import type { FastifyRequest } from 'fastify'
import type { Clock } from './clock.ts'
import { failpoint } from './failpoint.ts'
import type { Queryable, Sql, Tx } from './sql.ts'

/** A request with a key. `caller` is a person, or an address; `hash` tells one request under a key from another. */
export interface KeyedRequest {
  key: string
  caller: string
  route: string
  hash: string
}

/** The key of a request, or null. Throws invalidRequest. */
export function idempotencyKey(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key === 'string' && /^[\x21-\x7e]{8,200}$/.test(key)) return key
  throw invalidRequest('Idempotency-Key must be 8 to 200 visible ASCII characters')
}

/** What makes a request another one under the same key. */
export function hashOf(parts: { params: unknown; body: unknown }): string {
  return createHash('sha256')
    .update(JSON.stringify([parts.params, parts.body]))
    .digest('base64url')
}

/** How this request was answered before, if it was. Throws keyReused for another request under the key. */
export async function earlierAnswer(sql: Queryable, asked: KeyedRequest): Promise<{ reply: unknown } | undefined> {
  const { key, caller, route, hash } = asked
  const earlier = await sql.first<{ requestHash: string; reply: unknown }>`
    select request_hash, reply from answered_requests where key = ${key} and caller = ${caller} and route = ${route}`
  if (earlier && earlier.requestHash !== hash) throw keyReused()
  return earlier
}

/**
 * Keeps the reply in the transaction that does the work; a second request with the key waits for the first, and is given
 * its reply (`again`). Throws keyReused.
 */
export async function answerOnce(
  sql: Sql,
  clock: Clock,
  asked: KeyedRequest,
  work: (tx: Tx) => Promise<unknown>,
): Promise<{ reply: unknown; again: boolean }> {
  const { key, caller, route, hash } = asked
  return sql.begin(async (tx) => {
    const fresh = await tx.first`
      insert into answered_requests (key, caller, route, request_hash, answered_at)
      values (${key}, ${caller}, ${route}, ${hash}, ${clock.now()}) on conflict do nothing returning key`
    if (!fresh) return { reply: (await earlierAnswer(tx, asked))?.reply, again: true }
    await failpoint('request:key-kept')
    const reply = await work(tx)
    await tx`update answered_requests set reply = ${tx.json(reply)} where key = ${key} and caller = ${caller} and route = ${route}`
    return { reply, again: false }
  })
}
