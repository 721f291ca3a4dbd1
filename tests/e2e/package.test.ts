/** A package: put on sale by a coach, bought by a player, scheduled session by session, and ended with what is left refunded. */
import { listPackages } from '@ecc/contracts/packages'
import { getOrderPayment } from '@ecc/contracts/payments'
import { createPromoCode } from '@ecc/contracts/promo-codes'
import { expect, it } from 'vitest'
import { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { joinAsCoach, joinAsPlayer } from '../../apps/server/src/demo/joining.ts'
import { password } from '../../apps/server/src/demo/people.ts'
import { firstCoach, groundOf } from './ground.ts'
import { mailsTo } from './mailbox.ts'
import { cards, fillCard, logIn, newcomer, pay } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'

const pia = newcomer('Pia Package')

journeys('package', prepare, (given) => {
  it('is put on sale by its coach at a price that follows from the single session', async () => {
    const { coach, visitor } = given()
    const mina = await visitor()
    const { page } = mina
    await logIn(page, { email: coach.email, password })
    await page.goto('/coach/offers')
    await page.getByRole('button', { name: 'Add a package' }).click()
    const drawer = page.getByRole('dialog', { name: 'New package' })
    await drawer.getByLabel('Discount in percent').fill('20')
    await drawer.getByText('€140.00 together: €28.00 per session instead of €35.00.').waitFor()
    await mina.look('package-form')
    await drawer.getByRole('button', { name: 'Add package' }).click()
    await page.getByRole('heading', { name: '5 × Live coaching, one to one' }).waitFor()
    await mina.look('offers-with-package')
    await page.getByRole('link', { name: 'Packages sold' }).click()
    await page.getByText('No package is sold yet').waitFor()
    await mina.look('packages-sold-none')
  })

  it('is bought and paid once', async () => {
    const { base, coach, visitor } = given()
    const player = await visitor()
    const { page } = player
    await logIn(page, pia)
    await page.goto('/packages')
    await page.getByText('No packages yet').waitFor()
    await player.look('packages-none')
    await page.goto(`/coaches/${coach.id}`)
    await page.getByRole('radio', { name: /5 × Live coaching/ }).check()
    await page.getByText('you save €35.00 against €35.00 each').waitFor()
    await player.look('package-on-coach-page')
    await page.getByRole('button', { name: 'Buy for €140' }).click()
    await page.getByRole('heading', { name: 'Your package' }).waitFor()
    await page.getByLabel('Promo code', { exact: true }).fill('five10')
    await page.getByRole('button', { name: 'Apply the promo code' }).click()
    await page.getByRole('button', { name: 'Pay €126' }).waitFor()
    await player.look('package-checkout')
    await fillCard(page, cards.declined)
    player.expects(/402/)
    await pay(page)
    await page.getByText('The card was declined').waitFor()
    await fillCard(page, cards.good)
    await pay(page)
    await page.getByText('5 sessions left').waitFor()
    await page
      .getByRole('button', { name: /\d\d:\d\d/ })
      .first()
      .waitFor()
    await player.look('package-to-schedule')
    await eventually(() => mailsTo(base, pia.email).then((mails) => mails.map(({ subject }) => subject))).toContain(
      'Package: 5 × Live coaching, one to one with Mina Sørensen',
    )
  })

  it('is scheduled one by one, from its page and from the coach’s', async () => {
    const { coach, visitor } = given()
    const player = await visitor()
    const { page } = player
    await logIn(page, pia)
    await page.goto('/bookings')
    await page.getByRole('link', { name: 'Packages' }).click()
    await player.look('packages')
    await page.getByRole('link', { name: /^Schedule a session of/ }).click()
    await page.getByRole('button', { name: 'Later days' }).click()
    await page
      .getByRole('button', { name: /^\d\d:\d\d/ })
      .first()
      .click()
    await page.getByRole('dialog', { name: 'Schedule this session?' }).waitFor()
    await player.look('package-schedule')
    await page.getByRole('button', { name: 'Schedule it' }).click()
    await page.getByText('4 sessions left').waitFor()

    await page.goto(`/coaches/${coach.id}`)
    await page.getByRole('button', { name: 'Later days' }).click()
    await page
      .getByRole('button', { name: /^\d\d:\d\d/ })
      .last()
      .click()
    await page.getByText('You have 4 sessions left').waitFor()
    await player.look('sheet-with-package')
    await page.getByRole('button', { name: 'Use a session of the package' }).click()
    await page.getByRole('heading', { name: 'You are booked' }).waitFor()
  })

  it('is ended with exactly the refund that was shown', async () => {
    const { base, visitor } = given()
    const player = await visitor()
    const { page } = player
    await logIn(page, pia)
    await page.goto('/packages')
    await page.getByRole('link', { name: /^Schedule a session of/ }).click()
    await page.getByText('€56.00 go back to you: €126.00 paid, less €35.00 for each of the 2').waitFor()
    await page.getByRole('button', { name: 'End the package' }).click()
    await player.look('package-end')
    await page.getByRole('button', { name: 'End it, refund €56.00' }).click()
    await page.getByText('€56.00 refunded').waitFor()
    await player.look('package-ended')

    const api = new DemoPerson(base, pia.email)
    await api.signIn()
    const [bought] = (await api.call(listPackages)).items
    expect(bought).toMatchObject({ state: 'cancelled', refund: { amount: 5_600 } })
    const params = { id: bought?.id ?? '' }
    await eventually(async () => (await api.call(getOrderPayment, { params })).refunded.amount).toBe(5_600)
  })
})

async function prepare(stage: Stage) {
  const ground = await groundOf(stage)
  const { id } = await joinAsCoach(ground, firstCoach)
  await ground.admin.call(createPromoCode, { body: { code: 'FIVE10', percent: 10, orderKinds: ['package'] } })
  await joinAsPlayer(stage, { email: pia.email, name: pia.name, zone: 'Europe/Berlin' })
  return { coach: { id, email: firstCoach.email } }
}
