/** Seats of a group: holding the lowest free one, and getting one again when a payment comes late. */
import { type BookingRecord, notBookable, playerBusy, slotTaken } from '@ecc/contracts/bookings'
import type { Quote } from '@ecc/contracts/coaches'
import { type Context, plusMinutes, type Tx } from '@ecc/kit'
import { type BookingRow, everySeatTaken, freeLapsed, lockPeople } from './booking.ts'
import type { Config } from './config.ts'
import { type GroupRow, openGroup } from './group-session.ts'
import { addBooking, refuseHoarding } from './hold.ts'
import { currentPolicy } from './policy.ts'

/**
 * Holds a quoted seat for a player, while the group is open until its cut-off at most. Throws slotTaken when it is full,
 * playerBusy, tooManyHolds, or notBookable.
 */
export async function holdSeat(tx: Tx, quote: Quote, playerId: string, ctx: Context<Config>): Promise<BookingRecord> {
  const now = ctx.now()
  const { version, values: policy } = await currentPolicy(tx)
  await lockPeople(tx, [quote.coachId, playerId])
  const group = await openGroup(tx, quote)
  refuseWhenDecided(group, now)
  await freeLapsed(tx, [quote], playerId, ctx)
  await refuseHoarding(tx, playerId, policy.holdsPerPlayer)
  const { minSeats, maxSeats, decidesAt } = group
  const seat = { id: group.id, seat: await lowestFree(tx, group, playerId), minSeats, maxSeats, decidesAt }
  const id = ctx.id()
  const terms = { id, orderId: id, orderKind: 'booking', playerId, policyVersion: version, confirmedAt: null } as const
  const holdExpiresAt = lastMoment(group, plusMinutes(now, policy.holdMinutes))
  return addBooking(tx, quote, { ...terms, holdExpiresAt, seat }, { by: 'player', actorId: playerId }, now)
}

function refuseWhenDecided({ state, decidesAt }: GroupRow, now: Date): void {
  if (state === 'off') throw notBookable('This group was called off.', { reason: 'called-off' })
  if (state === 'open' && Date.parse(decidesAt) <= now.getTime())
    throw notBookable('The cut-off of this group has passed.', { reason: 'too-soon' })
}

/** Nobody pays for a group after it was decided that it does not take place. */
function lastMoment({ state, decidesAt }: GroupRow, until: Date): Date {
  return state === 'open' ? new Date(Math.min(until.getTime(), Date.parse(decidesAt))) : until
}

/** The group must be locked, so that two who look at once do not see the same seat free. */
async function lowestFree(tx: Tx, { id, maxSeats }: Pick<GroupRow, 'id' | 'maxSeats'>, playerId: string) {
  const taken = await tx<{ seat: number; playerId: string }>`
    select seat, player_id from bookings
    where session_id = ${id} and state in ('held', 'accepted', 'confirmed', 'in_progress')`
  if (taken.some((one) => one.playerId === playerId)) throw playerBusy('You have a seat in this group already.')
  for (let seat = 1; seat <= maxSeats; seat++) if (!taken.some((one) => one.seat === seat)) return seat
  throw slotTaken(everySeatTaken)
}

/** Gives a lapsed hold in a locked group a seat again, whichever is free. Throws slotTaken or playerBusy. */
export async function takeSeatAgain(tx: Tx, row: BookingRow): Promise<void> {
  const { sessionId: id, maxSeats, playerId } = row
  const seat = await lowestFree(tx, { id, maxSeats: maxSeats as number }, playerId)
  await tx`update bookings set seat = ${seat} where id = ${row.id}`
}
