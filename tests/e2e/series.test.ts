/** A series: the same time every week, each date answered before paying, held and paid at once. */
import { createBooking, listBookings } from '@ecc/contracts/bookings'
import { listSlots } from '@ecc/contracts/coaches'
import { getOrderPayment } from '@ecc/contracts/payments'
import { createOwnPromoCode } from '@ecc/contracts/promo-codes'
import { expect, it } from 'vitest'
import { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { joinAsCoach, joinAsPlayer } from '../../apps/server/src/demo/joining.ts'
import { firstCoach, groundOf } from './ground.ts'
import { mailsTo } from './mailbox.ts'
import { cards, fillCard, logIn, newcomer, pay } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'

const weekMs = 7 * 86_400_000
const sid = newcomer('Sid Series')

journeys('series', prepare, (given) => {
  it('shows which weeks are free, takes another time for one that is not, and books all at once', async () => {
    const { base, coach, taken, visitor } = given()
    const player = await visitor()
    const { page } = player
    await logIn(page, sid)
    await page.goto(`/coaches/${coach.id}`)
    await page.getByRole('switch', { name: /Repeat it/ }).check()
    await page.getByRole('button', { name: 'Later days' }).click()
    await page.goto(`/coaches/${coach.id}/series?offer=${coach.offerId}&at=${taken.first}`)
    await page.getByText('Not free', { exact: true }).waitFor()
    await page.getByText('3 × €35.00 = €105.00').waitFor()
    await player.look('series-dates', { thorough: true })
    await page
      .getByRole('button', { name: /^Take .* instead$/ })
      .first()
      .click()
    await page.getByText('4 × €35.00 = €140.00').waitFor()
    await page.getByRole('button', { name: 'Hold and pay €140' }).click()
    await page.getByRole('heading', { name: 'Your sessions' }).waitFor()
    await page.getByLabel('Promo code', { exact: true }).fill('weekly20')
    await page.getByRole('button', { name: 'Apply the promo code' }).click()
    await page.getByRole('button', { name: 'Pay €112' }).waitFor()
    await player.look('series-checkout')
    await fillCard(page, cards.good)
    await pay(page)
    await page.getByRole('heading', { name: 'You are booked' }).waitFor()
    await player.look('series-booked')

    const api = new DemoPerson(base, sid.email)
    await api.signIn()
    const { items } = await api.call(listBookings, { query: { as: 'player', when: 'upcoming' } })
    expect(items.map(({ state, price }) => [state, price.amount])).toEqual(Array(4).fill(['confirmed', 2_800]))
    const params = { id: items[0]?.orderId ?? '' }
    expect(await api.call(getOrderPayment, { params })).toMatchObject({
      state: 'succeeded',
      amount: { amount: 11_200 },
    })
    await eventually(() => mailsTo(base, sid.email).then((mails) => mails.map(({ subject }) => subject))).toContain(
      'Confirmed: 4 × Live coaching, one to one with Mina Sørensen',
    )
  })
})

/** A coach, a player, and somebody else's hold on the second week. */
async function prepare(stage: Stage) {
  const ground = await groundOf(stage)
  const coach = await joinAsCoach(ground, firstCoach)
  await coach.person.call(createOwnPromoCode, { body: { code: 'WEEKLY20', percent: 20 } })
  await joinAsPlayer(stage, { email: sid.email, name: sid.name, zone: 'Europe/Berlin' })
  const other = await joinAsPlayer(stage, { email: 'other@example.com', name: 'Otto Other', zone: 'UTC' })
  const from = new Date(stage.now() + 2 * 86_400_000).toISOString()
  const to = new Date(stage.now() + 3 * 86_400_000).toISOString()
  const { items } = await other.call(listSlots, {
    params: { id: coach.id },
    query: { offerId: coach.offerId, from, to },
  })
  const first = items[20]?.startsAt ?? ''
  const second = new Date(Date.parse(first) + weekMs).toISOString()
  await other.call(createBooking, { body: { offerId: coach.offerId, startsAt: second } })
  return { coach: { id: coach.id, offerId: coach.offerId }, taken: { first } }
}
