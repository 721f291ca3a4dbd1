/** A coach's money from the session to the bank: the account at the provider, when it is available, payouts, and one that comes back. */
import { type BookingRecord, confirmCompletion, createBooking, getBooking } from '@ecc/contracts/bookings'
import { listSlots } from '@ecc/contracts/coaches'
import { payBooking } from '@ecc/contracts/payments'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { joinAsCoach, joinAsPlayer } from '../../apps/server/src/demo/joining.ts'
import { demoAdmin, password } from '../../apps/server/src/demo/people.ts'
import { firstCoach, groundOf } from './ground.ts'
import { mailWith } from './mailbox.ts'
import { arrive, logIn, newcomer } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'
import type { Visitor } from './visitor.ts'

interface Ground {
  coach: Awaited<ReturnType<typeof joinAsCoach>>
  player: DemoPerson
}
type Given = Stage & Ground

const dayMinutes = 24 * 60

journeys('payout', prepare, (given) => {
  it('is set up at the provider’s own page, which leads back', async () => {
    const ground = given()
    const { name, email } = newcomer('Nora New')
    const account = new DemoPerson(ground.base, email)
    await account.register({ name, zone: 'Europe/Berlin', role: 'coach' })
    const coach = await ground.visitor()
    await logIn(coach.page, { email, password })
    const { page } = coach
    await page.goto('/coach/earnings')
    await page.getByText('Not set up').waitFor()
    await page.getByRole('button', { name: 'Set up the account' }).click()
    await page.getByRole('button', { name: 'Activate payouts' }).click()
    await page.waitForURL('**/coach/earnings')
    await page.getByText('Active', { exact: true }).waitFor()
    await page.getByText('No payouts yet').waitFor()
    await coach.look('new-account')
  })

  it('takes earnings from held to available on their day, and from there to the bank when asked', async () => {
    const ground = given()
    const coach = await asCoach(ground)
    const { page } = coach
    await page.getByText('Only when I ask').click()
    await page.getByText('Saved', { exact: true }).waitFor()
    const booking = await beginSession(ground, 'pm_card_visa')
    await page.reload()
    const row = page.getByRole('row').filter({ hasText: 'Pia Payer' })
    await row.getByText('Held').waitFor()
    await ground.player.call(confirmCompletion, { params: { id: booking.id }, body: {} })
    await eventually(async () => {
      await page.reload()
      return row.textContent()
    }).toMatch(/Released.*available on|Yours/)
    await coach.look('earnings-available-on')
    await ground.pass(2 * dayMinutes)
    await eventually(async () => {
      await page.reload()
      return row.textContent()
    }).toMatch(/Yours$/)

    await askForPayout(coach)
    await coach.look('payout-on-its-way')
    await reachBank(ground)
    await eventually(() => statesAnew(page)).toEqual([expect.stringMatching(/^Paid *arrived/)])
    await coach.look('payout-paid')
    await mailWith(ground.base, ground.coach.person.email, /^Paid out: /)
  })

  it('that comes back says why, and goes out again to another bank account', async () => {
    const ground = given()
    const coach = await asCoach(ground)
    const { page } = coach
    await letBankRefuse(ground)
    const booking = await beginSession(ground, 'pm_card_bypassPending')
    await ground.player.call(confirmCompletion, { params: { id: booking.id }, body: {} })
    await eventually(async () => {
      await page.reload()
      await page.getByRole('heading', { name: 'Payouts' }).waitFor()
      return page.getByRole('button', { name: /^Pay out €/ }).count()
    }).toBe(1)
    await askForPayout(coach)
    await reachBank(ground)
    await eventually(() => statesAnew(page)).toContainEqual(
      expect.stringMatching(/^Came back.*The bank account is closed\. The money is in your balance again/),
    )
    await page.getByText('A bank account that takes the money').waitFor()
    await mailWith(ground.base, ground.coach.person.email, /came back$/)
    await coach.look('payout-came-back')

    await page.getByRole('button', { name: 'Change the account' }).click()
    await page.getByRole('button', { name: 'Activate payouts' }).click()
    await page.waitForURL('**/coach/earnings')
    await askForPayout(coach)
    await reachBank(ground)
    await eventually(async () => (await statesAnew(page))[0]).toMatch(/^Paid/)
  })

  it('is in the statements of coach, player and staff', async () => {
    const ground = given()
    const coach = await asCoach(ground)
    await coach.page.getByLabel('Month or year').selectOption({ index: 24 })
    await coach.page.getByText('Sent to your payout account').first().waitFor()
    const [download] = await Promise.all([
      coach.page.waitForEvent('download'),
      coach.page.getByRole('button', { name: 'Payouts (CSV)' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^payouts-20\d\d\.csv$/)
    const player = await arrive(ground, ground.player.email, '/payments')
    await player.page.getByLabel('Month or year').selectOption({ index: 24 })
    await player.page.getByText('Session settled').first().waitFor()
    await player.look('player-statement')
    const staff = await arrive(ground, demoAdmin.email, '/admin/statements')
    await staff.page.getByRole('table', { name: 'Statements' }).getByText('EUR').first().waitFor()
    await staff.look('daily-statements')
  })

  it('has the commission credited when the bank takes a payment back for good', async () => {
    const ground = given()
    const { player } = ground
    const { id } = await beginSession(ground, 'pm_card_visa')
    await player.call(confirmCompletion, { params: { id }, body: {} })
    const coach = await arrive(ground, ground.coach.person.email, '/coach/invoices')
    const { page } = coach
    const lines = async () => {
      await page.reload()
      await page
        .getByRole('link', { name: /^Open I-/ })
        .first()
        .waitFor()
      return page.getByRole('main').getByRole('listitem').allInnerTexts()
    }
    const before = await lines()
    await loseAtTheBank(ground, id)
    await eventually(lines).toHaveLength(before.length + 1)
    expect((await lines())[0]).toMatch(
      /^C-\d{4}-000001\s+\d{1,2} \w{3,4} \d{4} · Commission of invoice I-\S+, given back after a chargeback\s+−€5\.25$/,
    )
    await coach.look('invoices-credited')
    await page.getByRole('link', { name: /^Open C-/ }).click()
    await page.getByText('Total credited').waitFor()
    await page.getByRole('link', { name: /^I-/ }).click()
    await page.getByRole('heading', { name: 'Commission invoice' }).waitFor()
  })
})

async function prepare(stage: Stage): Promise<Ground> {
  const coach = await joinAsCoach(await groundOf(stage), firstCoach)
  const player = await joinAsPlayer(stage, { email: 'pia.payer@example.com', name: 'Pia Payer', zone: 'Europe/Berlin' })
  return { coach, player }
}

async function asCoach(ground: Given): Promise<Visitor> {
  const visitor = await arrive(ground, ground.coach.person.email, '/coach/earnings')
  await visitor.page.getByRole('heading', { name: 'Payouts' }).waitFor()
  return visitor
}

/** A session that was paid for and has begun. */
async function beginSession(ground: Given, paymentMethodId: string): Promise<BookingRecord> {
  const { coach, player } = ground
  await player.signIn()
  const from = new Date(ground.now() + 4 * 3_600_000).toISOString()
  const to = new Date(ground.now() + 52 * 3_600_000).toISOString()
  const { offerId } = coach
  const { items } = await player.call(listSlots, { params: { id: coach.id }, query: { offerId, from, to } })
  const [slot] = items
  if (!slot) throw new Error('the coach has no free time')
  const booking = await player.call(createBooking, {
    body: { offerId, startsAt: slot.startsAt },
    key: crypto.randomUUID(),
  })
  const params = { id: booking.id }
  await player.call(payBooking, { params, body: { paymentMethodId }, key: crypto.randomUUID() })
  await ground.passUntil(Date.parse(slot.startsAt) + 60_000)
  await player.signIn()
  await eventually(async () => (await player.call(getBooking, { params })).state).toBe('in_progress')
  return booking
}

async function askForPayout({ page }: Visitor): Promise<void> {
  await page.getByRole('button', { name: /^Pay out €/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Pay out now' })
  await dialog.getByRole('button', { name: 'Pay out', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
  await eventually(async () => (await payoutStates(page))[0]).toMatch(/^On its way/)
}

async function payoutStates(page: Page): Promise<string[]> {
  const table = page.getByRole('table', { name: 'Your payouts' })
  if ((await table.count()) === 0) return []
  return table.locator('tbody td[data-label="State"]').allTextContents()
}

async function statesAnew(page: Page): Promise<string[]> {
  await page.reload()
  await page.getByRole('table', { name: 'Your payouts' }).waitFor()
  return payoutStates(page)
}

/** The bank has it after some minutes, and decides within days; the page is looked at again. */
async function reachBank(ground: Given): Promise<void> {
  await ground.pass(11)
  await settle(ground)
  await ground.pass(3 * dayMinutes)
  await settle(ground)
}

/** The provider does at once what is due by its clock. */
const settle = (ground: Given) => simulator(ground, '/clock', {})

async function letBankRefuse(ground: Given): Promise<void> {
  const { data } = await provider(ground).stripe.accounts.list({ limit: 100 })
  const account = data.find(({ metadata }) => metadata?.['coach_id'] === ground.coach.id)
  await simulator(ground, `/accounts/${account?.id}/bank`, { failure: 'account_closed' })
}

/** A chargeback about what was paid for a booking, which the bank decides against us. */
async function loseAtTheBank(ground: Given, bookingId: string): Promise<void> {
  const { data } = await provider(ground).stripe.charges.list({ transfer_group: bookingId })
  const { id } = await simulator(ground, '/disputes', { charge: data[0]?.id })
  await simulator(ground, `/disputes/${id}/close`, { outcome: 'lost' })
}

async function simulator(ground: Given, path: string, body: object): Promise<{ id?: string }> {
  const { simulatorUrl } = provider(ground)
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(`${simulatorUrl}/_sim${path}`, init)
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return (await response.json()) as { id?: string }
}

/** The payment provider's own door, and its accounts. */
const provider = ({ server }: Given) =>
  server.platform.services.get('payment-service')?.context.resources as unknown as {
    simulatorUrl: string
    stripe: {
      charges: { list(query: object): Promise<{ data: { id: string }[] }> }
      accounts: { list(query: object): Promise<{ data: { id: string; metadata?: Record<string, string> }[] }> }
    }
  }
