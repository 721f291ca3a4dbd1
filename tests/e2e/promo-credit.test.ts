/**
 * A promo code and credit at the checkout: the lines before the click are what is charged, and what a cancellation says it
 * gives back is what comes back, to the card and to the credit it came from.
 */
import { type BookingRecord, cancelBooking, createBooking, getBooking, listBookings } from '@ecc/contracts/bookings'
import { createOffer, listSlots } from '@ecc/contracts/coaches'
import { getBookingPayment, getLedgerStatement, listCredits, payBooking } from '@ecc/contracts/payments'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { password } from '../../apps/server/src/demo/people.ts'
import { type CoachAndPlayer, coachAndPlayer, firstCoach } from './ground.ts'
import { cards, fillCard, logIn, pay } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'

interface Ground extends CoachAndPlayer {
  offerId: string
}

const minuteMs = 60_000
const zone = 'Europe/Berlin'

journeys('promo code and credit', prepare, (given) => {
  it('staff make a code, a player uses it with credit, cancels, and has all of it back where it came from', async () => {
    const { admin, player, coach } = given()
    const desk = await given().visitor({ zone })
    await logIn(desk.page, { email: admin.email, password })
    await desk.page.goto('/admin/promo-codes')
    await desk.page.getByRole('button', { name: 'New code' }).first().click()
    const drawer = desk.page.getByRole('dialog', { name: 'A new promo code' })
    await drawer.getByLabel('Code', { exact: true }).fill('welcome20')
    await drawer.getByLabel('Percent', { exact: true }).fill('20')
    await drawer.getByRole('button', { name: 'Make the code' }).click()
    await desk.page.getByRole('heading', { name: 'WELCOME20' }).waitFor()
    await desk.page.getByRole('button', { name: 'Change what WELCOME20 is for' }).click()
    const dialog = desk.page.getByRole('dialog', { name: 'What WELCOME20 is for' })
    await dialog.getByRole('checkbox', { name: 'Packages' }).uncheck()
    await desk.look('promo-code-kinds')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await desk.page.getByText('for single sessions, series').waitFor()
    await desk.look('promo-codes')

    await cancelledLate(given())
    const booking = await held(given(), 24)
    const ada = await given().visitor({ zone })
    const { page } = ada
    ada.expects(/status of 404/)
    await logIn(page, { email: player.email, password })
    await page.goto(`/bookings/${booking.id}/checkout`)
    await page.getByRole('checkbox', { name: 'Use your credit first (€4.00)' }).waitFor()
    await page.getByLabel('Promo code', { exact: true }).fill('nobody-knows')
    await page.getByRole('button', { name: 'Apply the promo code' }).click()
    await page.getByText('There is no such promo code').waitFor()
    await page.getByLabel('Promo code', { exact: true }).fill('welcome20')
    await page.getByRole('button', { name: 'Apply the promo code' }).click()
    const lines = page.getByRole('region', { name: 'Your session' })
    await expect
      .poll(() => lines.locator('dl').innerText())
      .toMatch(/Price\s+€40\.00\s+Promo code\s+−€8\.00\s+Your credit\s+−€4\.00\s+By card\s+€28\.00/)
    await ada.look('checkout-promo-credit')
    await fillCard(page, cards.good)
    await pay(page)
    await page.getByRole('heading', { name: 'You are booked' }).waitFor()
    const charged = await player.call(getBookingPayment, { params: { id: booking.id } })
    expect(charged).toMatchObject({ amount: euro(3_200), quote: { discount: 800, credit: 400, card: 2_800 } })
    expect((await coach.person.call(getBooking, { params: { id: booking.id } })).price).toEqual(euro(4_000))
    expect((await player.call(listCredits, {})).balances).toEqual([])

    await page.goto(`/bookings/${booking.id}`)
    await page.getByText('If you cancel now, you get €32.00 back (100 %).').waitFor()
    await page.getByRole('button', { name: 'Cancel session' }).click()
    await page.getByRole('button', { name: 'Cancel and refund €32.00' }).click()
    await page.getByText('€32.00 go back to you: €28.00 to your card, €4.00 as credit.').waitFor()
    const refunded = async () => (await player.call(getBookingPayment, { params: { id: booking.id } })).refunded
    await eventually(refunded).toEqual(euro(3_200))
    expect((await player.call(listCredits, {})).balances).toEqual([euro(400)])
    const { accounts, facts } = await admin.call(getLedgerStatement, { params: { party: 'booking', id: booking.id } })
    expect(accounts.every(({ balance }) => balance === 0)).toBe(true)
    const promotion = facts.flatMap(({ lines: all }) => all).filter(({ account }) => account === 'exp:promotion')
    expect(promotion.map(({ debit, credit }) => debit - credit)).toEqual([800, -800])
  })

  it('staff put a service fee in force: what is booked from then on shows and charges it, and gives it back', async () => {
    const { admin, player, coach } = given()
    const older = await held(given(), 48)
    const desk = await given().visitor({ zone })
    await logIn(desk.page, { email: admin.email, password })
    await desk.page.goto('/admin/policy')
    await desk.page.getByLabel('Service fee that players pay on top').fill('250')
    await desk.page.getByLabel('Why').fill('The payment provider has become dearer')
    await desk.page.getByRole('button', { name: 'Put in force' }).click()
    await desk.page.getByText('Version 2 is in force').waitFor()

    const ada = await given().visitor({ zone })
    const { page } = ada
    await logIn(page, { email: player.email, password })
    await page.goto(`/bookings/${older.id}/checkout`)
    const lines = page.getByRole('region', { name: 'Your session' }).locator('dl')
    await expect.poll(() => lines.innerText()).toMatch(/^Price\s+€40\.00\s+Your credit\s+−€4\.00\s+By card\s+€36\.00$/)

    const guest = await given().visitor({ zone })
    await chooseATime(guest.page, given())
    const sheet = guest.page.getByRole('dialog', { name: 'Book this time' })
    await expect
      .poll(() => sheet.locator('dl').innerText())
      .toMatch(/^Price\s+€40\.00\s+Service fee\s+€1\.00\s+You pay\s+€41$/)
    await sheet.getByText('Full refund (€41)').first().waitFor()
    await guest.look('sheet-with-service-fee')

    await chooseATime(page, given())
    await page.getByRole('heading', { name: 'Pay and confirm' }).waitFor()
    await expect
      .poll(() => lines.innerText())
      .toMatch(/Price\s+€40\.00\s+Service fee\s+€1\.00\s+Your credit\s+−€4\.00\s+By card\s+€37\.00/)
    await ada.look('checkout-service-fee')
    await fillCard(page, cards.good)
    await pay(page)
    await page.getByRole('heading', { name: 'You are booked' }).waitFor()
    const { items } = await player.call(listBookings, { query: { as: 'player', when: 'upcoming' } })
    const id = items.find(({ state }) => state === 'confirmed')?.id ?? ''
    const charged = await player.call(getBookingPayment, { params: { id } })
    expect(charged).toMatchObject({ amount: euro(4_100), quote: { fee: 100, credit: 400, card: 3_700 } })
    expect((await coach.person.call(getBooking, { params: { id } })).price).toEqual(euro(4_000))

    await page.goto(`/bookings/${id}`)
    await page.getByText('If you cancel now, you get €41.00 back (100 %).').waitFor()
    await page.getByRole('button', { name: 'Cancel session' }).click()
    await page.getByRole('button', { name: 'Cancel and refund €41.00' }).click()
    await page.getByText('€41.00 go back to you: €37.00 to your card, €4.00 as credit.').waitFor()
    await eventually(async () => (await player.call(getBookingPayment, { params: { id } })).refunded).toEqual(
      euro(4_100),
    )
    await page.getByRole('link', { name: 'Receipt of this session' }).click()
    await page.getByText('Service fee').waitFor()
    await ada.look('receipt-service-fee')
  })
})

/** A click on a free time, on the coach's page. */
async function chooseATime(page: Page, { coach, offerId }: Ground): Promise<void> {
  await page.goto(`/coaches/${coach.id}?offer=${offerId}`)
  await page.getByRole('button', { name: 'Later days' }).click()
  await page
    .getByRole('button', { name: /^\d\d:\d\d/ })
    .first()
    .click()
}

const euro = (amount: number) => ({ amount, currency: 'EUR' as const })

/** The coach cancels late, and owes the player a tenth. */
async function cancelledLate(given: Stage & Ground): Promise<void> {
  const { player, coach } = given
  const { id } = await held(given, 3)
  await player.call(payBooking, { params: { id }, body: { paymentMethodId: 'pm_card_visa' } })
  await eventually(async () => (await player.call(getBooking, { params: { id } })).state).toBe('confirmed')
  await coach.person.call(cancelBooking, { params: { id }, body: {} })
  await eventually(async () => (await player.call(listCredits, {})).balances).toEqual([euro(400)])
}

/** A time that is held, this many hours from now or a little later. */
async function held({ player, coach, offerId, now }: Stage & Ground, hours: number): Promise<BookingRecord> {
  const from = now() + hours * 60 * minuteMs
  const query = { offerId, from: new Date(from).toISOString(), to: new Date(from + 24 * 60 * minuteMs).toISOString() }
  const [slot] = (await player.call(listSlots, { params: { id: coach.id }, query })).items
  if (!slot) throw new Error('the coach has no free slot')
  return player.call(createBooking, { body: { offerId, startsAt: slot.startsAt } })
}

async function prepare(stage: Stage): Promise<Ground> {
  const people = await coachAndPlayer(stage)
  const terms = { title: 'Aim training', gameId: firstCoach.games[0]?.gameId ?? '', durationMinutes: 60 }
  const offer = await people.coach.person.call(createOffer, {
    body: { ...terms, policy: 'flexible', price: euro(4_000) },
  })
  return { ...people, offerId: offer.id }
}
