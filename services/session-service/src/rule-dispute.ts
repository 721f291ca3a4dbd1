import { ruleDispute as contract } from '@ecc/contracts/disputes'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { lockAsStaff } from './dispute-lock.ts'
import { settleAsRuled } from './dispute-settlement.ts'
import { planRelease } from './release-money.ts'

/** POST /admin/bookings/:id/dispute/rule: staff decide, with reasons that both sides read. */
export const ruleDispute = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const { row, dispute } = await lockAsStaff(tx, params.id, caller)
    const { remedy, removeMarks = false } = body
    const ruling = { remedy, words: body.words.trim(), by: caller.userId, removeMarks }
    await planRelease(tx, await settleAsRuled(tx, row, dispute, ruling, ctx), ctx)
    return { bookingId: row.id, state: 'ruled' as const }
  }),
)
