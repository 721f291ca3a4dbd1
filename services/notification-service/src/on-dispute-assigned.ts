import { disputeAssigned } from '@ecc/contracts/disputes'
import { subscribe } from '@ecc/kit'
import type { Context } from './config.ts'
import { assignedLetter } from './dispute-letters.ts'
import { findPeople, formerMember } from './person.ts'
import { tellPeople } from './tell-people.ts'

/** Tells one of staff that another handed a dispute to them. */
export const onDisputeAssigned = subscribe(disputeAssigned, async ({ id, payload, once }, ctx: Context) => {
  const { byId, toId } = payload
  const staff = await findPeople(ctx, [byId, toId])
  const to = staff.get(toId)
  await once(async (tx) => {
    if (!to) return
    const by = staff.get(byId)?.displayName ?? formerMember
    const letter = assignedLetter(payload, { publicUrl: ctx.config.PUBLIC_URL, reader: to, by })
    await tellPeople(tx, ctx, [{ key: `dispute.assigned:${id}`, letter, to }])
  })
})
