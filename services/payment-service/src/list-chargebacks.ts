import { listChargebacks as contract } from '@ecc/contracts/operator'
import { cutPage, handle, pageAsked } from '@ecc/kit'
import { openChargebacks } from './chargeback.ts'
import type { Ctx } from './config.ts'

/** GET /admin/money/chargebacks: what banks ask about or took back, with when an answer is due. */
export const listChargebacks = handle(contract, async ({ query }, ctx: Ctx) => {
  const page = pageAsked(query)
  const found = await openChargebacks(ctx.sql, page)
  const { rows, nextCursor } = cutPage(found, page.limit, ({ seenAt, listId }) => ({ at: seenAt, id: listId }))
  const items = rows.map(
    ({ id, orderId, playerId, coachId, amount, currency, reason, status, evidenceDueAt, seenAt }) => ({
      id,
      orderId,
      playerId,
      coachId,
      amount: amount === null ? null : { amount, currency },
      reason,
      status,
      isInquiry: status?.startsWith('warning_') ?? false,
      evidenceDueAt,
      since: seenAt,
    }),
  )
  return { items, nextCursor }
})
