import { listAdmins } from '@ecc/contracts/auth'
import { cannotTakeDispute, assignDispute as contract, disputeAssigned, disputeMovedOn } from '@ecc/contracts/disputes'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { assign } from './dispute.ts'
import { lockAsStaff } from './dispute-lock.ts'

/** POST /admin/bookings/:id/dispute/assign: one of staff takes it, hands it to another, who is told, or lets it go. */
export const assignDispute = handle(contract, async ({ params, body, caller }, ctx: Context<Config>) => {
  const { from, to } = body
  const isForAnother = to !== null && to !== caller.userId
  if (isForAnother && !(await ctx.call(listAdmins)).ids.includes(to)) throw cannotTakeDispute()
  return ctx.sql.begin(async (tx) => {
    const { row, dispute } = await lockAsStaff(tx, params.id, caller)
    if (to === row.playerId || to === row.coachId) throw cannotTakeDispute()
    const reply = { bookingId: row.id, state: dispute.state }
    if (dispute.endedAt !== null) throw disputeMovedOn()
    if (dispute.takenBy === to) return reply
    // Somebody took it or let it go meanwhile: the caller looks again before they take it from them.
    if (dispute.takenBy !== from) throw disputeMovedOn()
    await assign(tx, dispute, to, caller.userId, ctx.now())
    const { offerTitle } = row
    const assigned = { bookingId: row.id, offerTitle, ruleBy: dispute.ruleBy, byId: caller.userId }
    if (isForAnother) await ctx.emit(tx, disputeAssigned, { ...assigned, toId: to }, row.id)
    return reply
  })
})
