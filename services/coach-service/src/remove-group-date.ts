import {
  removeGroupDate as contract,
  dateHasSeats,
  groupDateNotFound,
  groupDateRemoved,
} from '@ecc/contracts/group-dates'
import { type Context, handle } from '@ecc/kit'
import { lockKnownCoach } from './coach.ts'
import type { Config } from './config.ts'
import { readDate, setState } from './group-date.ts'
import { refreshSearch } from './search-row.ts'

/**
 * DELETE /coaches/me/group-dates/:id: takes a date back of which no seat is taken, as far as is known here. Session-service
 * hears of it: it sells no seat any more, and gives back all for one that was sold meanwhile.
 */
export const removeGroupDate = handle(contract, async ({ params, caller }, ctx: Context<Config>) => {
  await ctx.sql.begin(async (tx) => {
    const now = ctx.now()
    await lockKnownCoach(tx, caller.userId)
    const date = await readDate(tx, params.id, now)
    if (date?.coachId !== caller.userId) throw groupDateNotFound()
    if (date.state === 'removed' || date.state === 'off') return
    if (date.taken > 0) throw dateHasSeats()
    await setState(tx, date.id, 'removed')
    const { id, coachId, offerId, startsAt, endsAt, minSeats, maxSeats, decidesAt } = date
    await ctx.emit(tx, groupDateRemoved, { id, coachId, offerId, startsAt, endsAt, minSeats, maxSeats, decidesAt }, id)
    await refreshSearch(tx, coachId, now)
  })
  return null
})
