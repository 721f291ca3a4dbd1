import { declineRequest as contract } from '@ecc/contracts/requests'
import { type Context, handle } from '@ecc/kit'
import { toRecord } from './booking.ts'
import type { Config } from './config.ts'
import { decline, lockForAnswer } from './request.ts'

/** POST /bookings/:id/decline: the coach turns the request down, and nobody is charged. */
export const declineRequest = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const row = await lockForAnswer(tx, params.id, caller, ctx)
    if (row.state === 'declined') return toRecord(row)
    return decline(tx, row, { by: 'coach', actorId: caller.userId, reason: body.reason ?? null }, ctx)
  }),
)
