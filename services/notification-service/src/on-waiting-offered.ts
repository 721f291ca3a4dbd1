import { waitingOffered } from '@ecc/contracts/waiting-list'
import { subscribe } from '@ecc/kit'
import { recordBooking } from './booking.ts'
import { waitingOfferedLetter } from './booking-letters.ts'
import { viewsOf } from './booking-view.ts'
import type { Context } from './config.ts'
import { tellPeople } from './tell-people.ts'

/** Tells a player who waited that a time is held for them; the coach hears of it when it is booked. */
export const onWaitingOffered = subscribe(
  waitingOffered,
  async ({ payload: { booking }, occurredAt, once }, ctx: Context) => {
    const player = (await viewsOf(ctx, booking)).find(({ role }) => role === 'player')
    await once(async (tx) => {
      const latest = await recordBooking(tx, booking, occurredAt)
      if (!player || latest.state !== 'held') return
      await tellPeople(tx, ctx, [{ key: `waiting:${booking.id}`, letter: waitingOfferedLetter(player), to: player.me }])
    })
  },
)
