import { listAdmins } from '@ecc/contracts/auth'
import { disputeOverdue } from '@ecc/contracts/disputes'
import { subscribe } from '@ecc/kit'
import type { Context } from './config.ts'
import { overdueLetter } from './dispute-letters.ts'
import { findPeople } from './person.ts'
import { tellPeople } from './tell-people.ts'

/** Tells all of staff that a dispute was not ruled on in time. */
export const onDisputeOverdue = subscribe(disputeOverdue, async ({ id, payload, once }, ctx: Context) => {
  const { ids } = await ctx.call(listAdmins)
  const staff = await findPeople(ctx, ids)
  await once(async (tx) => {
    const tellings = [...staff.values()].map((to) => ({
      key: `dispute.overdue:${id}`,
      letter: overdueLetter(payload, { publicUrl: ctx.config.PUBLIC_URL, reader: to }),
      to,
    }))
    await tellPeople(tx, ctx, tellings)
  })
})
