import { listAdmins } from '@ecc/contracts/auth'
import { listDisputeStaff as contract } from '@ecc/contracts/disputes'
import { findUsers } from '@ecc/contracts/users'
import { type Context, handle } from '@ecc/kit'
import { find } from './booking.ts'
import type { Config } from './config.ts'

/** GET /admin/bookings/:id/dispute/staff: who may be given the dispute, by name. */
export const listDisputeStaff = handle(contract, async ({ params }, ctx: Context<Config>) => {
  const { playerId, coachId } = await find(ctx.sql, params.id)
  const ids = (await ctx.call(listAdmins)).ids.filter((id) => id !== playerId && id !== coachId)
  const { items } = ids.length > 0 ? await ctx.call(findUsers, { body: { ids } }) : { items: [] }
  const staff = items.map(({ id, displayName }) => ({ id, displayName }))
  return { items: staff.toSorted((one, other) => one.displayName.localeCompare(other.displayName, 'en')) }
})
