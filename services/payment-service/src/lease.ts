/** Leases: one worker acts on an operation at a time, and another goes on soon after that one died. */
import type { Queryable } from '@ecc/kit'
import type { Ctx } from './config.ts'
import type { Operation, PayoutOperation } from './operation.ts'

/** How long a worker that shows no sign of life keeps an operation. It renews its lease for as long as it acts. */
const leaseMs = 15_000
const renewMs = 5_000
/** Stripe may forget an idempotency key after 24 h; past this age a key is used up. */
const keyTrustedMs = 23 * 3_600_000

/** When a lease taken now ends. */
export function leaseEnd(now: Date): Date {
  return new Date(now.getTime() + leaseMs)
}

/** Takes a pending operation for acting on it; undefined when it is finished or another worker has it. */
export async function lease(sql: Queryable, id: string, now: Date): Promise<Operation | PayoutOperation | undefined> {
  const trustedSince = new Date(now.getTime() - keyTrustedMs)
  return sql.first<Operation | PayoutOperation>`
    update operations set leased_until = ${leaseEnd(now)}, tries = tries + 1,
      key_round = key_round + (coalesce(first_tried_at < ${trustedSince}, false))::int,
      first_tried_at = case when first_tried_at >= ${trustedSince} then first_tried_at else ${now} end
    where id = ${id} and state = 'pending' and (leased_until is null or leased_until <= ${now})
    returning *`
}

/** When another worker's lease of a pending operation ends; undefined when nobody acts on it. */
export async function leasedUntil(sql: Queryable, id: string): Promise<string | undefined> {
  const row = await sql.first<{ leasedUntil: string }>`
    select leased_until from operations where id = ${id} and state = 'pending' and leased_until is not null`
  return row?.leasedUntil
}

/**
 * Acts under a lease, renewing it meanwhile. A worker that was stopped for longer than its lease cannot win it back; it goes
 * on all the same, and is harmless: whoever records first ends the operation, under one idempotency key, and a card is charged
 * only by an intent that was remembered while the attempt was still open (`isUnderWay` in `intent.ts`).
 */
export async function underLease<T>(
  ctx: Ctx,
  { id, tries }: Pick<Operation, 'id' | 'tries'>,
  act: () => Promise<T>,
): Promise<T> {
  const renew = async () => {
    const now = ctx.now()
    await ctx.sql`
      update operations set leased_until = ${leaseEnd(now)}
      where id = ${id} and state = 'pending' and tries = ${tries} and leased_until > ${now}`
  }
  // timer: a sign of life, which ends with the act
  const renewing = setInterval(() => {
    renew().catch((error: unknown) =>
      ctx.log.warn({ operationId: id, error: String(error) }, 'a lease was not renewed'),
    )
  }, renewMs)
  try {
    return await act()
  } finally {
    clearInterval(renewing)
  }
}
