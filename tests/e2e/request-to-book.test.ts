/** A coach who is asked: the player's card is authorised, the coach answers, and only then is anything charged. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { joinAsCoach } from '../../apps/server/src/demo/joining.ts'
import { password } from '../../apps/server/src/demo/people.ts'
import { firstCoach, groundOf } from './ground.ts'
import { mailWith } from './mailbox.ts'
import { bookingIdOf, cards, fillCard, firstSlot, logIn, returningPlayer } from './people.ts'
import { journeys, type Stage } from './stage.ts'
import type { Visitor } from './visitor.ts'

journeys('request-to-book', prepare, (given) => {
  it('is set by the coach, asked for by a player, accepted, and charged only then', async () => {
    const stage = given()
    const coach = await deskOf(stage)
    await coach.page.goto('/coach/offers')
    await coach.page.getByRole('button', { name: /^Change / }).click()
    await coach.page.getByRole('radio', { name: 'On request' }).check()
    await coach.look('offer-form')
    await coach.page.getByRole('button', { name: 'Save offer' }).click()
    await coach.page.getByRole('article').getByText('On request').waitFor()

    const player = await returningPlayer(stage, 'Ada Asks')
    const { page } = player
    await page.goto(`/coaches/${stage.coach.id}`)
    await page.getByText('The coach confirms within 24 h').waitFor()
    await ask(player, 'checkout')
    await page.getByRole('heading', { name: 'Asked', exact: true }).waitFor()
    await player.look('asked', { thorough: true })
    const id = bookingIdOf(page)
    expect((await mailWith(stage.base, firstCoach.email, /Ada Asks asks for/)).text).toContain(`/bookings/${id}`)
    await page.getByRole('link', { name: 'Go to the request' }).click()
    await page.getByText('You are charged only when').waitFor()
    await player.look('requested', { thorough: true })

    await coach.page.goto('/coach')
    await coach.page.getByText(/^Ada Asks asks for /).waitFor()
    await coach.look('desk', { thorough: true })
    await coach.page.getByRole('button', { name: 'Accept the request of Ada Asks' }).click()
    const dialog = coach.page.getByRole('dialog', { name: 'Accept this session?' })
    await coach.look('accept-dialog')
    await dialog.getByRole('button', { name: 'Accept and charge' }).click()
    await coach.page.getByText(/^Ada Asks asks for /).waitFor({ state: 'detached' })
    await page.getByTestId('booking-state').and(page.locator('[data-state="confirmed"]')).waitFor()
    await mailWith(stage.base, firstCoach.email, /^Confirmed: .* with Ada Asks/)
  })

  it('is declined with a reason, which the player reads; nothing is charged', async () => {
    const stage = given()
    const player = await returningPlayer(stage, 'Dana Declined')
    await ask(player)
    await player.page.getByRole('link', { name: 'Go to the request' }).click()
    const coach = await deskOf(stage)
    await coach.page.goto(`/bookings/${bookingIdOf(player.page)}`)
    await coach.look('request-of-coach')
    await coach.page.getByRole('button', { name: 'Decline the request of Dana Declined' }).click()
    const dialog = coach.page.getByRole('dialog', { name: 'Decline this request?' })
    await dialog.getByLabel('Reason (the player sees it)').fill('A tournament that evening')
    await coach.look('decline-dialog')
    await dialog.getByRole('button', { name: 'Decline', exact: true }).click()
    await player.page.getByRole('heading', { name: 'Declined by the coach' }).waitFor()
    await player.page.getByText('Reason: A tournament that evening').waitFor()
    await player.look('declined')
    await notCharged(player.page)
  })

  it('is withdrawn by the player at no cost', async () => {
    const player = await returningPlayer(given(), 'Willa Withdraws')
    const { page } = player
    await ask(player)
    await page.getByRole('link', { name: 'Go to the request' }).click()
    await page.getByRole('button', { name: 'Withdraw request' }).click()
    const dialog = page.getByRole('dialog', { name: 'Withdraw this request?' })
    await player.look('withdraw-dialog')
    await dialog.getByRole('button', { name: 'Withdraw request' }).click()
    await page.getByRole('heading', { name: 'Cancelled' }).waitFor()
    await notCharged(page)
  })

  it('lapses when the coach does not answer', async () => {
    const stage = given()
    const player = await returningPlayer(stage, 'Lara Lapses')
    const { page } = player
    await ask(player)
    await page.getByRole('link', { name: 'Go to the request' }).click()
    await stage.pass(24 * 60)
    await page.reload()
    await page.getByRole('heading', { name: 'Not answered in time' }).waitFor()
    await player.look('lapsed')
  })
})

/** Asks for the first time of the coach. */
async function ask(player: Visitor, look?: string): Promise<void> {
  const { page } = player
  await page.goto('/coaches?q=Mina')
  await firstSlot(page, firstCoach.name).click()
  await page.getByRole('heading', { name: 'Ask for this session' }).waitFor()
  await page.getByText('you are charged only when the coach accepts').waitFor()
  await fillCard(page, cards.good)
  if (look) await player.look(look, { thorough: true })
  await page.getByRole('button', { name: /^Ask and authorise / }).click()
  await page.getByRole('heading', { name: 'Asked', exact: true }).waitFor()
}

async function notCharged(page: Page): Promise<void> {
  await page.goto('/payments')
  await page.getByText('Not charged').or(page.getByText('Authorised, not charged')).first().waitFor()
}

async function deskOf(stage: Stage): Promise<Visitor> {
  const visitor = await stage.visitor()
  await logIn(visitor.page, { email: firstCoach.email, password })
  return visitor
}

/** A coach with an offer that is booked at once, for now. */
async function prepare(stage: Stage) {
  const ground = await groundOf(stage)
  return { coach: await joinAsCoach(ground, firstCoach) }
}
