/** Groups: a coach sets dates, players buy seats, and the cut-off decides whether it takes place or all comes back. */
import { listPayments } from '@ecc/contracts/payments'
import { expect, it } from 'vitest'
import type { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { joinAsCoach, joinAsPlayer } from '../../apps/server/src/demo/joining.ts'
import { password } from '../../apps/server/src/demo/people.ts'
import { firstCoach, groundOf } from './ground.ts'
import { mailsTo, mailWith } from './mailbox.ts'
import { agedToken, bookingIdOf, cards, fillCard, logIn, newcomer, pay } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'
import type { Visitor } from './visitor.ts'

const dayMs = 86_400_000

journeys('group', prepare, (given) => {
  it('is put on sale with a date, sells two seats, and takes place', async () => {
    const stage = given()
    const coach = await deskOf(stage)
    await offerGroup(coach)
    const day = await setDate(coach, stage, 4)
    await coach.look('dates', { thorough: true })

    const [ada, ben] = [await player(stage, 'Ada Aims'), await player(stage, 'Ben Bursts')]
    const adasId = await buySeat(ada, stage, { left: '3 of 3 seats left', look: true })
    await ada.page.getByText('1 of 3 seats booked. Takes place when 2 are booked by').waitFor()
    await ada.look('confirmed', { thorough: true })
    await buySeat(ben, stage, { left: '2 of 3 seats left' })
    const mail = await mailWith(stage.base, ada.email, /^Your seat: Team drills/)
    expect(mail.text).toContain('It takes place when at least 2 of 3 seats are booked by')

    await coach.page.reload()
    const row = coach.page.getByRole('article', { name: day })
    await row.getByText('2 of 3 seats booked.').waitFor()
    await stage.passUntil(stage.now() + 3.5 * dayMs)
    await ada.page.goto(`/bookings/${adasId}`)
    await ada.page.getByText('It takes place.').waitFor()
    await ada.page.getByText('You and one other player.').waitFor()
    await ada.look('takes-place', { thorough: true })
    for (const email of [ada.email, ben.email, firstCoach.email])
      expect(await told(stage, email, /^It takes place: Team drills/)).toHaveLength(1)
    await coach.page.reload()
    await row.getByText('Takes place', { exact: true }).waitFor()
  })

  it('is called off when too few have paid by the cut-off, and the money comes back', async () => {
    const stage = given()
    const coach = await deskOf(stage)
    await coach.page.goto('/coach/offers')
    await coach.page.getByRole('link', { name: 'Dates of Team drills' }).click()
    await setDate(coach, stage, 6)
    const cleo = await player(stage, 'Cleo Clutches')
    const id = await buySeat(cleo, stage, { left: '3 of 3 seats left' })
    await stage.passUntil(stage.now() + 5.5 * dayMs)
    await cleo.page.goto(`/bookings/${id}`)
    await cleo.page.getByText('Reason: 2 seats had to be booked by the cut-off, and 1 were').waitFor()
    await cleo.look('called-off')
    expect((await mailWith(stage.base, cleo.email, /^Called off: Team drills/)).text).toContain(
      '€15.00 of €15.00 goes back',
    )
    await eventually(async () => (await cleo.person.call(listPayments)).items[0]?.refunded.amount).toBe(1500)
  })

  it('is cancelled by its coach for all, who see before the click what that gives back', async () => {
    const stage = given()
    const coach = await deskOf(stage)
    await coach.page.goto('/coach/offers')
    await coach.page.getByRole('link', { name: 'Dates of Team drills' }).click()
    const day = await setDate(coach, stage, 8)
    const seated = [await player(stage, 'Dan Dives'), await player(stage, 'Eve Entries')] as const
    await buySeat(seated[0], stage, { left: '3 of 3 seats left' })
    await buySeat(seated[1], stage, { left: '2 of 3 seats left' })
    await coach.page.reload()
    await coach.page.getByRole('link', { name: `See or cancel the group of ${day}` }).click()
    await coach.page.getByText('the whole group is cancelled: 2 players get €30.00 back').waitFor()
    await coach.page.getByRole('button', { name: 'Cancel session' }).click()
    const dialog = coach.page.getByRole('dialog', { name: 'Cancel this session?' })
    await coach.look('cancel-dialog')
    await dialog.getByRole('button', { name: 'Cancel the group and refund €30.00' }).click()
    await coach.page.getByRole('heading', { name: 'Cancelled' }).waitFor()
    for (const { email } of seated) await mailWith(stage.base, email, /^Called off: Team drills/)
    expect((await told(stage, firstCoach.email, /^Called off: Team drills/)).length).toBe(2)
  })
})

interface Player extends Visitor {
  email: string
  person: DemoPerson
}

async function player(stage: Stage, name: string): Promise<Player> {
  const { email } = newcomer(name)
  const person = await joinAsPlayer(stage, { email, name, zone: 'America/New_York' })
  const visitor = await stage.visitor({ zone: 'America/New_York' })
  visitor.expects(agedToken)
  await logIn(visitor.page, { email, password })
  return Object.assign(visitor, { email, person })
}

async function deskOf(stage: Stage): Promise<Visitor> {
  const visitor = await stage.visitor()
  visitor.expects(agedToken)
  await logIn(visitor.page, { email: firstCoach.email, password })
  return visitor
}

/** Adds the group in the form, and goes to its dates. */
async function offerGroup(coach: Visitor): Promise<void> {
  const { page } = coach
  await page.goto('/coach/offers')
  await page.getByRole('button', { name: 'Add an offer' }).click()
  const form = page.getByRole('dialog', { name: 'New offer' })
  await form.getByLabel('Title').fill('Team drills')
  await form.getByRole('radio', { name: 'Group' }).check()
  await form.getByLabel('Seats', { exact: true }).selectOption('3')
  await form.getByLabel('At least booked').selectOption('2')
  await form.getByLabel('Decided').selectOption('24 hours before the start')
  await form.getByLabel('Price of a seat').fill('15')
  await coach.look('offer-form')
  await form.getByRole('button', { name: 'Add offer' }).click()
  await page.getByRole('link', { name: 'Dates of Team drills' }).click()
  await page.getByText('No dates yet').waitFor()
}

/** Sets a date so many days from now at six in the evening of the coach, and answers how it is called. */
async function setDate(coach: Visitor, stage: Stage, days: number): Promise<string> {
  const { page } = coach
  const date = new Date(stage.now() + days * dayMs).toISOString().slice(0, 10)
  await page.getByLabel('Start').fill(`${date}T18:00`)
  await page.getByRole('button', { name: 'Set this date' }).click()
  await page.getByText('The date is set and on sale').first().waitFor()
  const row = page.getByRole('article').filter({ hasText: 'On sale' }).filter({ hasText: '0 of 3 seats booked.' })
  return (await row.getAttribute('aria-label')) ?? ''
}

/** Chooses the date with so many seats left on the coach's page and pays for one; answers the booking. */
async function buySeat(
  visitor: Visitor,
  stage: Stage & { coach: { id: string } },
  { left, look = false }: { left: string; look?: boolean },
): Promise<string> {
  const { page } = visitor
  await page.goto(`/coaches/${stage.coach.id}`)
  await page.getByRole('radio', { name: /^Team drills/ }).check()
  const date = page.getByRole('list', { name: 'Choose a date' }).getByRole('button').filter({ hasText: left })
  await date.waitFor()
  if (look) await visitor.look('coach-page', { thorough: true })
  await date.click()
  await fillCard(page, cards.good)
  await page.getByText('A seat in a group').waitFor()
  if (look) await visitor.look('checkout')
  await pay(page)
  await page.getByRole('heading', { name: 'Your seat is booked' }).waitFor()
  return bookingIdOf(page)
}

async function told(stage: Stage, email: string, subject: RegExp) {
  await mailWith(stage.base, email, subject)
  return (await mailsTo(stage.base, email)).filter((mail) => subject.test(mail.subject))
}

async function prepare(stage: Stage) {
  const ground = await groundOf(stage)
  return { coach: await joinAsCoach(ground, firstCoach) }
}
