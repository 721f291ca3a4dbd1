/** What operators see when somebody moved money by hand at the provider, and when it is moved back. */
import { expect, it } from 'vitest'
import { bookSession } from '../../apps/server/src/demo/living.ts'
import { demoAdmin, password } from '../../apps/server/src/demo/people.ts'
import { reconcileLedger } from '../../services/payment-service/src/reconcile-ledger.ts'
import { lateMs, looksUntil } from '../../services/payment-service/src/reconciliation.ts'
import { coachAndPlayer } from './ground.ts'
import { logIn } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'

journeys('reconciliation', prepare, (given) => {
  it('a transfer made by hand is shown with what to do, and closes by itself when it is taken back', async () => {
    const { lookAgain, visitor, stripe } = given()
    const transfer = await transferByHand(stripe)
    await lookAgain(10)

    const staff = await visitor()
    const { page } = staff
    await logIn(page, { email: demoAdmin.email, password })
    await page.goto('/admin')
    await page.getByRole('link', { name: 'Operations and differences' }).click()
    await page.getByRole('heading', { level: 1, name: 'Money' }).waitFor()
    const differences = page.getByRole('region', { name: 'Differences' })
    const found = differences.getByRole('article', { name: `Transfer ${transfer.id}` })
    await found.getByText('-€12.00').waitFor()
    await found.getByText('€0.00').waitFor()
    await found.getByText('Reverse the transfer').waitFor()
    await page.getByRole('list', { name: 'Needs a person' }).getByText('1 difference').waitFor()
    await staff.look('difference', { thorough: true })

    await found.getByRole('button', { name: `Look after it: ${transfer.id}` }).click()
    const dialog = page.getByRole('dialog', { name: 'Look after this difference' })
    await dialog.getByLabel('What you found').fill('Sent by hand, is being taken back')
    await staff.look('look-after')
    await dialog.getByRole('button', { name: 'Look after it' }).click()
    await found.getByText('Sent by hand, is being taken back').waitFor()
    await page.getByRole('region', { name: 'What operators did' }).getByText('looks after a difference').waitFor()

    await stripe(`/v1/transfers/${transfer.id}/reversals`, {})
    await lookAgain(10)
    await page.reload()
    await differences.getByText('The provider and the ledger agree.').waitFor()
    await differences.getByText('Closed', { exact: true }).click()
    await found.getByText('because the provider moved').waitFor()
    await staff.look('closed')
    await page.goto('/admin')
    await page.getByRole('region', { name: 'Ledger' }).getByText('In balance').waitFor()
  })

  it('own money that came in is recorded with the amount typed again, and then agrees', async () => {
    const { lookAgain, visitor, stripe } = given()
    const charge = await chargeByHand(stripe)
    await lookAgain(10)
    const staff = await visitor()
    const { page } = staff
    await logIn(page, { email: demoAdmin.email, password })
    await page.goto('/admin/money')
    const differences = page.getByRole('region', { name: 'Differences' })
    const found = differences.getByRole('article', { name: `Charge ${charge}` })
    await found.getByRole('button', { name: 'Record a fact' }).click()
    const dialog = page.getByRole('dialog', { name: 'Record what happened' })
    await dialog.getByLabel('Type the amount again').fill('41.00')
    await dialog.getByLabel('How you know it').fill('The director paid with a card, ticket 12')
    await dialog.getByRole('button', { name: 'Record it' }).click()
    await dialog.getByText('This is not €41.12').waitFor()
    await staff.look('record')
    await dialog.getByLabel('Type the amount again').fill('41.12')
    await dialog.getByRole('button', { name: 'Record it' }).click()
    await dialog.waitFor({ state: 'detached' })
    const acts = page.getByRole('region', { name: 'What operators did' })
    await acts.getByText('The director paid with a card, ticket 12').waitFor()
    await lookAgain(5)
    await page.reload()
    await differences.getByText('The provider and the ledger agree.').waitFor()
  })

  it('a statement is looked up by the id of a booking, and saved as a file', async () => {
    const { visitor, bookingId } = given()
    const staff = await visitor()
    const { page } = staff
    await logIn(page, { email: demoAdmin.email, password })
    await page.goto('/admin/money')
    const panel = page.getByRole('region', { name: 'Look up a statement' })
    await panel.getByLabel('Id').fill(bookingId)
    await panel.getByRole('button', { name: 'Show' }).click()
    await panel.getByRole('cell', { name: 'captured' }).waitFor()
    await staff.look('statement')
    const saving = page.waitForEvent('download')
    await panel.getByRole('button', { name: 'Download CSV' }).click()
    expect((await saving).suggestedFilename()).toBe(`statement-booking-${bookingId}.csv`)
  })
})

type Provider = <T>(path: string, form?: Record<string, string>) => Promise<T>

/** A paid booking, a coach who can be paid, and a way into the provider that goes past the platform. */
async function prepare(stage: Stage) {
  const { coach, player } = await coachAndPlayer(stage)
  const { id: bookingId } = await bookSession(stage, player, coach, 600)
  return { bookingId, stripe: providerOf(stage), lookAgain: (minutes: number) => reconcileAfter(stage, minutes) }
}

/** Lets time pass, and has ledger and provider compared to the end: by the machine's clock that is every five minutes. */
async function reconcileAfter(stage: Stage, minutes: number): Promise<void> {
  await stage.pass(minutes)
  const passed = stage.now()
  const context = stage.server.platform.services.get('payment-service')?.context
  if (!context) throw new Error('payment-service does not run here')
  await context.sql.begin((tx) => context.addJob(tx, reconcileLedger, {}))
  const until = async () => Date.parse((await looksUntil(context.sql))['movements'] ?? '')
  await eventually(until).toBeGreaterThanOrEqual(passed - lateMs)
}

/** The simulator as somebody with the secret key meets it; without a form it is asked, with one it is told. */
function providerOf({ server }: Stage): Provider {
  const context = server.platform.services.get('payment-service')?.context
  if (!context) throw new Error('payment-service does not run here')
  const { simulatorUrl } = context.resources as unknown as { simulatorUrl: string }
  return async <T>(path: string, form?: Record<string, string>) => {
    const headers = { authorization: 'Bearer sk_test_simulator' }
    const init = form ? { method: 'POST', headers, body: new URLSearchParams(form) } : { headers }
    const response = await fetch(`${simulatorUrl}${path}`, init)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
}

interface Listed {
  data: { id: string }[]
}

async function transferByHand(stripe: Provider): Promise<{ id: string }> {
  const accounts = await stripe<Listed>('/v1/accounts')
  const charges = await stripe<Listed>('/v1/charges')
  const [destination, source] = [accounts.data[0]?.id ?? '', charges.data[0]?.id ?? '']
  return stripe('/v1/transfers', { amount: '1200', currency: 'eur', destination, source_transaction: source })
}

async function chargeByHand(stripe: Provider): Promise<string> {
  const card = { payment_method: 'pm_card_visa', 'allowed_payment_method_types[0]': 'card', confirm: 'true' }
  const intent = await stripe<{ latest_charge: string }>('/v1/payment_intents', {
    amount: '4200',
    currency: 'eur',
    ...card,
  })
  return intent.latest_charge
}
