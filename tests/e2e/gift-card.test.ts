/**
 * A gift card from one person to another: bought with 3-D Secure, mailed, redeemed by somebody who signs in on the way, spent on a
 * session; and what its papers say. Then what its buyer and staff may do about one that nobody has redeemed.
 */
import { createBooking } from '@ecc/contracts/bookings'
import { listGames, listSlots } from '@ecc/contracts/coaches'
import { getBookingPayment, getLedgerProof, getLedgerStatement, listCredits } from '@ecc/contracts/payments'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { joinAsCoach, joinAsPlayer } from '../../apps/server/src/demo/joining.ts'
import { demoAdmin, demoCoaches, password } from '../../apps/server/src/demo/people.ts'
import { mailWith } from './mailbox.ts'
import { cards, fillCard, logIn, pay } from './people.ts'
import { appointAdmin, eventually, journeys, type Stage } from './stage.ts'

const zone = 'Europe/Berlin'
const greta = { email: 'greta@example.com', password }
const robin = { email: 'robin@example.com', password }
const codeShape = /([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}/

journeys('gift card', prepare, (given) => {
  it('is bought with 3-D Secure, mailed with its code, redeemed by whoever signs in with it, and pays a session', async () => {
    const { base, player, admin } = given()
    const guest = await given().visitor({ zone })
    await guest.page.goto('/gift-cards')
    await guest.page.getByRole('link', { name: 'Log in to buy one' }).waitFor()
    await guest.look('gift-cards-guest')

    const buyer = await given().visitor({ zone })
    const { page } = buyer
    await logIn(page, greta)
    await page.getByRole('contentinfo').getByRole('link', { name: 'Gift cards' }).click()
    await page.getByRole('button', { name: 'Go on to pay' }).click()
    await page.getByText('An address such as robin@example.com').waitFor()
    await page.getByText('Another amount').click()
    await page.getByLabel('How much').fill('60')
    await page.getByLabel('Their e-mail address').fill(robin.email)
    await page.getByLabel('Their name').fill('Robin')
    await page.getByLabel('Your words').fill('Happy birthday!\nSpend it well <3')
    await buyer.look('gift-card-buy', { thorough: true })
    await page.getByRole('button', { name: 'Go on to pay' }).click()
    await page.getByRole('heading', { name: 'Pay for the gift card' }).waitFor()
    await page.getByLabel('Card number').waitFor()
    await buyer.look('gift-card-checkout')
    await fillCard(page, cards.secure)
    await pay(page)
    await page.getByRole('button', { name: 'Complete authentication' }).click()
    await page.getByRole('heading', { name: 'Gift card of €60' }).waitFor()
    await page.getByText(`Paid, and mailed to ${robin.email}`).waitFor()
    await buyer.look('gift-card-bought')

    const mail = await mailWith(base, robin.email, /^A gift card for game coaching$/)
    expect(mail.text).toContain('From: Greta Giver')
    expect(mail.html).toContain('Spend it well &lt;3')
    const code = codeShape.exec(mail.text)?.[0] ?? ''
    const link = new URL(mail.text.match(/https?:\/\/\S+redeem\S+/)?.[0] ?? '')
    expect(link.search).toBe('')

    const recipient = await given().visitor({ zone })
    await recipient.page.goto(link.pathname + link.hash)
    expect(await recipient.page.getByLabel('Code').inputValue()).toBe(code)
    await recipient.look('gift-card-redeem-guest')
    await recipient.page.getByRole('link', { name: 'Log in to redeem it' }).click()
    await recipient.page.getByLabel('E-mail').fill(robin.email)
    await recipient.page.getByLabel('Password', { exact: true }).fill(password)
    await recipient.page.getByRole('main').getByRole('button', { name: 'Log in' }).click()
    await recipient.page.getByRole('button', { name: 'Redeem' }).waitFor()
    expect(await recipient.page.getByLabel('Code').inputValue()).toBe(code)
    await recipient.page.getByRole('button', { name: 'Redeem' }).click()
    await recipient.page.getByRole('heading', { name: '€60.00 are yours' }).waitFor()
    await recipient.look('gift-card-redeemed')
    expect((await player.call(listCredits, {})).balances).toEqual([{ amount: 6_000, currency: 'EUR' }])

    const bookingId = await held(given())
    await recipient.page.goto(`/bookings/${bookingId}/checkout`)
    await recipient.page.getByText('Your credit covers all of it: no card is needed.').waitFor()
    await recipient.page.getByRole('button', { name: 'Pay with credit' }).click()
    await recipient.page.getByRole('heading', { name: 'You are booked' }).waitFor()
    const paid = await player.call(getBookingPayment, { params: { id: bookingId } })
    expect(paid).toMatchObject({ state: 'succeeded', quote: { card: 0, credit: 3_500 } })

    await mailWith(base, greta.email, /^Your gift card of €60\.00 was redeemed$/)
    await page.goto('/gift-cards')
    await page.getByRole('region', { name: 'Gift cards you bought' }).getByText('Redeemed', { exact: true }).waitFor()
    await buyer.look('gift-cards-mine')
    await page.goto('/payments')
    await page.getByRole('link', { name: /^Open receipt R-/ }).click()
    const sheet = page.getByRole('article', { name: /^Receipt R-/ })
    await sheet.getByText('multi-purpose voucher').waitFor()
    expect(await sheet.getByText('Net', { exact: true }).count()).toBe(0)
    await buyer.look('gift-card-receipt')

    await recipient.page.goto('/payments')
    await recipient.page.getByText('€60.00 from a gift card').waitFor()
    await recipient.page.getByRole('cell', { name: 'Gift card redeemed' }).first().waitFor()
    await recipient.look('credit-from-gift-card')
    const orderId = /gift-cards\/([\w-]+)/.exec(await hrefOf(page, given))?.[1] ?? ''
    const { accounts } = await admin.call(getLedgerStatement, { params: { party: 'booking', id: orderId } })
    expect(accounts.every(({ balance }) => balance === 0)).toBe(true)
    expect(await admin.call(getLedgerProof, {})).toMatchObject({ balanced: true })
  })

  it('is handed over by its buyer, locked and unlocked by staff, and taken back', async () => {
    const buyer = await given().visitor({ zone })
    const { page } = buyer
    await logIn(page, greta)
    await page.goto('/gift-cards')
    await page.getByText('I hand it over').click()
    await page.getByRole('button', { name: 'Go on to pay' }).click()
    await fillCard(page, cards.good)
    await pay(page)
    await page.getByText('Paid. Show the code to hand it over').waitFor()
    await page.getByRole('button', { name: 'Show the code' }).click()
    await page.getByText(codeShape).waitFor()
    await buyer.look('gift-card-code', { thorough: true })
    await page.getByRole('button', { name: 'Show a new code' }).click()
    const dialog = page.getByRole('dialog', { name: 'Show a new code?' })
    await dialog.getByText('The code before it does not work any more.').waitFor()
    await dialog.getByRole('button', { name: 'Go back' }).click()

    const desk = await given().visitor({ zone })
    await logIn(desk.page, { email: demoAdmin.email, password })
    await desk.page.goto('/admin/gift-cards')
    await desk.page.getByLabel('Buyer, recipient or id').fill('greta')
    await desk.page.getByLabel('State').selectOption('open')
    await desk.page.getByRole('button', { name: 'Search' }).click()
    await desk.page.getByRole('button', { name: /^Lock the gift card/ }).click()
    const why = desk.page.getByRole('dialog', { name: 'Lock this gift card?' })
    await why.getByLabel('Why').fill('The buyer called')
    await desk.look('admin-gift-card-lock')
    await why.getByRole('button', { name: 'Lock' }).click()
    await desk.page.getByRole('button', { name: /^Unlock the gift card/ }).waitFor()
    await desk.look('admin-gift-cards')
    await page.reload()
    await page.getByText('It cannot be redeemed at the moment').waitFor()
    await desk.page.getByRole('button', { name: /^Unlock the gift card/ }).click()
    const letGo = desk.page.getByRole('dialog', { name: 'Unlock this gift card?' })
    await letGo.getByLabel('Why').fill('It was her own card')
    await letGo.getByRole('button', { name: 'Unlock' }).click()
    await desk.page.getByRole('button', { name: /^Lock the gift card/ }).waitFor()
    await desk.page.goto('/admin/money')
    await desk.page.getByText('unlocked a gift card').waitFor()

    await page.reload()
    await page.getByRole('button', { name: 'Take it back' }).click()
    const ask = page.getByRole('dialog', { name: 'Take this gift card back?' })
    await ask.getByText('€50.00 go back to the card that paid it.').waitFor()
    await buyer.look('gift-card-withdraw')
    await ask.getByRole('button', { name: 'Take it back' }).click()
    await page.getByText('You took it back.').waitFor()
    const proof = async () => (await given().admin.call(getLedgerProof, {})).pendingOperations
    await eventually(proof).toBe(0)
    expect(await given().admin.call(getLedgerProof, {})).toMatchObject({ balanced: true })
  })
})

/** Where the gift card that was redeemed is, from its buyer's list. */
async function hrefOf(page: Page, given: () => Stage): Promise<string> {
  await page.goto(`${given().base}/gift-cards`)
  return (await page.getByRole('link', { name: /^Details of the gift card of €60/ }).getAttribute('href')) ?? ''
}

async function held({ player, coach, now }: Stage & Ground): Promise<string> {
  const [from, to] = [3, 10].map((days) => new Date(now() + days * 86_400_000).toISOString()) as [string, string]
  const query = { offerId: coach.offerId, from, to }
  const [slot] = (await player.call(listSlots, { params: { id: coach.id }, query })).items
  const { id } = await player.call(createBooking, { body: { offerId: coach.offerId, startsAt: slot?.startsAt ?? '' } })
  return id
}

interface Ground {
  admin: DemoPerson
  coach: Awaited<ReturnType<typeof joinAsCoach>>
  player: DemoPerson
}

async function prepare(stage: Stage): Promise<Ground> {
  const admin = await appointAdmin(stage)
  const [details] = demoCoaches as [(typeof demoCoaches)[number]]
  const coach = await joinAsCoach({ base: stage.base, admin, games: (await admin.call(listGames)).items }, details)
  await joinAsPlayer(stage, { email: greta.email, name: 'Greta Giver', zone })
  const player = await joinAsPlayer(stage, { email: robin.email, name: 'Robin Receiver', zone })
  return { admin, coach, player }
}
