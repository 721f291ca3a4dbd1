/** Money besides cards, for tests that break things: credit of a player, and a promo code. Both through the public API. */
import { cancelBooking, createBooking, getBooking } from '@ecc/contracts/bookings'
import { listSlots } from '@ecc/contracts/coaches'
import { getBookingPayment, listCredits, payBooking } from '@ecc/contracts/payments'
import { createPromoCode } from '@ecc/contracts/promo-codes'
import type { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { type JoinedCoach, until } from '../../apps/server/src/demo/joining.ts'

const hourMs = 3_600_000

/** Makes a code of the platform's: a tenth off, `maxUses` times in all. Answers it. */
export async function makeCode(admin: DemoPerson, maxUses: number): Promise<string> {
  const body = { code: 'TENTH-OFF', percent: 10, maxUses, maxUsesEach: 1_000 }
  return (await admin.call(createPromoCode, { body })).code
}

/** Has the coach cancel on the player so late that they owe them a tenth of the price: a credit. */
export async function earnCredit(coach: JoinedCoach, player: DemoPerson, nowMs: number): Promise<void> {
  const [from, to] = [3, 11].map((hours) => new Date(nowMs + hours * hourMs).toISOString())
  const query = { offerId: coach.offerId, from: from as string, to: to as string }
  const { items } = await player.call(listSlots, { params: { id: coach.id }, query })
  const [slot] = items
  if (!slot) throw new Error('the coach has no time that can be cancelled late')
  const { id } = await player.call(createBooking, { body: { offerId: coach.offerId, startsAt: slot.startsAt } })
  const params = { id }
  await player.call(payBooking, { params, body: { paymentMethodId: 'pm_card_visa' } })
  await until(async () => {
    const { state } = await player.call(getBooking, { params })
    if (state !== 'confirmed') throw new Error(`the booking is ${state}`)
  })
  await coach.person.call(cancelBooking, { params, body: {} })
  await until(async () => {
    const { balances } = await player.call(listCredits, {})
    const { state } = await player.call(getBookingPayment, { params })
    if (balances.length === 0 || state !== 'refunded') throw new Error('what was cancelled has not come to its end')
  })
}
