/**
 * The whole journey on an empty database, typed by hand: the operator makes the first admin, a coach signs up and is
 * approved, a player finds, books and pays, both meet, the money is paid out, both rate.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { getBooking } from '@ecc/contracts/bookings'
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { avatarOf } from '../../apps/server/src/demo/avatar.ts'
import { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { demoAdmin, password } from '../../apps/server/src/demo/people.ts'
import { linkIn, mailWith } from './mailbox.ts'
import { agedToken, bookingIdOf, cards, fillCard, fillSignUp, firstSlot, logIn, newcomer, pay, rate } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'
import type { Visitor } from './visitor.ts'

const rosa = newcomer('Rosa Ramírez')
const pat = newcomer('Pat Player')
let bookingId = ''

journeys('coach', prepare, (given) => {
  it('leads a new coach through all steps to handing in the profile', async () => {
    const { base, visitor } = given()
    const coach = await visitor()
    const { page } = coach
    await page.goto('/')
    await page.getByRole('main').getByRole('link', { name: 'Become a coach' }).click()
    await page.getByRole('heading', { name: 'Coach with us' }).waitFor()
    await fillSignUp(page, rosa)
    await coach.look('sign-up-as-coach')
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByRole('heading', { name: 'Steps to a public profile' }).waitFor()
    await coach.look('onboarding')
    expect(await page.getByRole('button', { name: 'Hand in' }).isDisabled()).toBe(true)

    const mail = await mailWith(base, rosa.email, /confirm/i)
    const inbox = await visitor()
    await inbox.page.goto(linkIn(mail, '/confirm-email'))
    await inbox.page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor()
    await stepDone(page, 'Confirm your e-mail address')
    await page.getByText('Confirm your e-mail address: we sent').waitFor({ state: 'detached' })
    await stepDone(page, 'Be 18 or older')

    const photo = await step(page, 'Add a picture')
    await photo.getByLabel('Picture file').setInputFiles({
      name: 'rosa.png',
      mimeType: 'image/png',
      buffer: avatarOf(rosa.name),
    })
    await stepDone(page, 'Add a picture')

    const words = await step(page, 'Say who you are')
    await words.getByLabel('Headline').fill('Overwatch support. Positioning that keeps teams alive.')
    await words.getByLabel('About your coaching').fill('Seven seasons in the top 500. We begin with your deaths.')
    await words.getByRole('button', { name: 'Save' }).click()
    await stepDone(page, 'Say who you are')

    const games = await step(page, 'Games, ranks and languages')
    await games.getByLabel('Add a game').selectOption('Overwatch 2')
    await games.getByLabel('Your rank in Overwatch 2').selectOption({ index: 1 })
    await games.getByText('Support', { exact: true }).click()
    await games.getByRole('combobox', { name: 'Languages you coach in' }).fill('Span')
    await page.getByRole('option', { name: 'Spanish' }).click()
    await games.getByRole('combobox', { name: 'Languages you coach in' }).press('Escape')
    await coach.look('onboarding-games')
    await games.getByRole('button', { name: 'Save' }).click()
    await stepDone(page, 'Games, ranks and languages')

    const proof = await step(page, 'Prove your rank')
    await proof.getByLabel('Address of your rank proof').fill('https://tracker.example.com/rosa')
    await proof.getByRole('button', { name: 'Save' }).click()
    await stepDone(page, 'Prove your rank')

    const offer = await step(page, 'Put an offer on sale')
    await offer.getByLabel('Title').fill('Live session with replay review')
    await offer.getByLabel('Description').fill('Bring one replay you lost.')
    await offer.getByLabel('Price').fill('42')
    await coach.look('onboarding-offer')
    await offer.getByRole('button', { name: 'Add offer' }).click()
    await stepDone(page, 'Put an offer on sale')

    const hours = await step(page, 'Open your hours')
    await hours.getByRole('link', { name: 'Open the hours editor' }).click()
    await page.getByRole('heading', { name: 'Hours', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Every day, 9 to 21' }).click()
    await coach.look('hours')
    await page.getByRole('button', { name: 'Save hours' }).click()
    await page
      .getByText(/Saved\. \d+/)
      .first()
      .waitFor()
    await page.goto('/coach/onboarding')
    await stepDone(page, 'Open your hours')

    const payout = await step(page, 'Set up your payout account')
    await payout.getByRole('button', { name: 'Set up the account' }).click()
    await page.getByRole('button', { name: 'Activate payouts' }).click()
    await page.waitForURL('**/coach/onboarding')
    await stepDone(page, 'Set up your payout account')

    const conduct = await step(page, 'Accept the code of conduct')
    await conduct.getByRole('button', { name: 'Read the code of conduct' }).click()
    const rules = page.getByRole('dialog', { name: 'Code of conduct' })
    await rules.getByRole('button', { name: 'I accept' }).click()
    await page.getByRole('heading', { name: 'All set. Hand it in.' }).waitFor()
    await coach.look('onboarding-ready')
    await page.getByRole('button', { name: 'Hand in' }).click()
    await page.getByRole('heading', { name: 'We are looking at your profile' }).waitFor()
  })

  it('makes the coach public when an admin approves, to be found and booked', async () => {
    const { base, visitor } = given()
    const staff = await visitor()
    await logIn(staff.page, { email: demoAdmin.email, password })
    await staff.page.goto('/admin/verifications')
    const profile = staff.page.getByRole('article', { name: rosa.name })
    await profile.getByText('Overwatch 2').first().waitFor()
    await staff.look('verification')
    await profile.getByRole('button', { name: `Approve ${rosa.name}` }).click()
    await staff.page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()
    await staff.page.getByRole('heading', { name: 'Nobody waits' }).waitFor()
    await mailWith(base, rosa.email, /public|approved/i)

    const player = await visitor()
    const { page } = player
    await page.goto('/coaches')
    await page.getByRole('complementary', { name: 'Filters' }).getByLabel('Game').selectOption('Overwatch 2 (1)')
    await page.getByRole('link', { name: rosa.name, exact: true }).click()
    await page.getByRole('heading', { name: 'Book a session' }).waitFor()
    await page.getByText('Seven seasons in the top 500.').waitFor()
    await player.look('public-coach')
    await page.goBack()
    await firstSlot(page, rosa.name).click()
    const sheet = page.getByRole('dialog', { name: 'Book this time' })
    await fillSignUp(sheet, pat)
    await sheet.getByRole('button', { name: 'Create account and hold this time' }).click()
    await fillCard(page, cards.good)
    await pay(page)
    await page.getByRole('heading', { name: 'You are booked' }).waitFor()
    bookingId = bookingIdOf(page)
  })

  it('shows the coach who has booked, and saves changed hours and offers', async () => {
    const coach = await asCoach(given())
    const { page } = coach
    await page.goto('/coach')
    const next = page.getByRole('region', { name: 'Next session' })
    await next.getByText(pat.name).waitFor()
    await page.getByText('€35.70').first().waitFor()
    await coach.look('dashboard')
    await next.getByRole('link', { name: 'Details' }).click()
    await page.getByText('Price the player paid').waitFor()
    await coach.look('session-of-coach')

    await page.goto('/coach/hours')
    await page.getByText('Type', { exact: true }).click()
    const monday = page.getByRole('combobox', { name: 'Monday, from' })
    await monday.fill('10:30')
    await monday.press('Tab')
    await page.getByRole('button', { name: 'Save hours' }).click()
    await page.getByText('All changes are saved').waitFor()
    await page.reload()
    await page.getByText('Type', { exact: true }).click()
    await eventually(() => monday.inputValue()).toBe('10:30')

    await page.goto('/coach/offers')
    await page.getByRole('button', { name: 'Change Live session with replay review' }).click()
    const form = page.getByRole('dialog', { name: 'Change offer' })
    await form.getByLabel('Price').fill('48')
    await coach.look('offer-form')
    await form.getByRole('button', { name: 'Save offer' }).click()
    await page.getByText('€48').first().waitFor()
    await page.getByRole('button', { name: 'Add an offer' }).click()
    const added = page.getByRole('dialog', { name: 'New offer' })
    await added.getByLabel('Title').fill('Get to know each other')
    await added.getByLabel('Trial').check()
    await added.getByLabel('Price').fill('12')
    await added.getByRole('button', { name: 'Add offer' }).click()
    await page.getByRole('heading', { name: 'Get to know each other' }).waitFor()
    await coach.look('offers')
    await page.getByRole('button', { name: 'Take off sale: Get to know each other' }).click()
    await page.getByRole('button', { name: 'Put on sale: Get to know each other' }).waitFor()

    await page.goto('/coach/profile')
    await page.getByLabel('Headline').fill('Overwatch support. Cooldowns, positions, calm.')
    await coach.look('profile')
    await page.getByRole('button', { name: 'Save profile' }).click()
    await page.getByText('All changes are saved').waitFor()
  })

  it('shows earnings as held, then as the coach’s when the session is over and nobody objects', async () => {
    const coach = await asCoach(given())
    const { page } = coach
    await page.goto('/coach/earnings')
    const row = page.getByRole('row').filter({ hasText: pat.name })
    await row.getByText('Held').waitFor()
    await row.getByText('€35.70').waitFor()
    await coach.look('earnings-held')

    const player = await given().visitor()
    player.expects(agedToken)
    await logIn(player.page, pat)
    await meet(given(), coach, player)
    await given().pass(73 * 60)
    await eventually(async () => {
      await page.goto('/coach/earnings')
      return row.textContent()
    }).toMatch(/Yours$/)
    await coach.look('earnings-released')
  })

  it('shows the review of the player as soon as both have rated', async () => {
    const coach = await asCoach(given())
    const player = await given().visitor()
    await logIn(player.page, pat)
    for (const { page } of [player, coach]) await page.goto(`/bookings/${bookingId}`)
    await rate(player.page, 5, 'I know where to stand now.')
    await player.page.getByText(`It stays hidden until ${rosa.name} has rated too`).waitFor()
    await rate(coach.page, 4, 'Came prepared.')
    await coach.page.getByText('I know where to stand now.', { exact: true }).waitFor()
    const guest = await given().visitor()
    await guest.page.goto('/coaches')
    await guest.page.getByRole('link', { name: rosa.name, exact: true }).click()
    await guest.page.getByRole('article').filter({ hasText: 'I know where to stand now.' }).waitFor()
  })
})

/** `npm run admin:create`, as the operator of a new installation calls it. Nothing else is there. */
async function prepare({ server }: Stage) {
  const program = join(import.meta.dirname, '../../apps/server/src/admin-create.ts')
  const { email: ADMIN_EMAIL, name: ADMIN_NAME } = demoAdmin
  const { databaseUrl: DATABASE_URL } = server.platform
  const env = { ...process.env, DATABASE_URL, ADMIN_EMAIL, ADMIN_NAME, ADMIN_PASSWORD: password }
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env })
  expect(stdout).toContain('may now sign in as admin')
  return {}
}

async function asCoach(stage: Stage): Promise<Visitor> {
  const visitor = await stage.visitor()
  visitor.expects(agedToken)
  await logIn(visitor.page, rosa)
  return visitor
}

/** Opens a step of the onboarding, if it is not open. */
async function step(page: Page, name: string): Promise<Locator> {
  const control = page.getByRole('button', { name: `${name}, to do` })
  await control.waitFor()
  if ((await control.getAttribute('aria-expanded')) !== 'true') await control.click()
  return page.getByRole('region', { name })
}

async function stepDone(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: `${name}, done` }).waitFor()
}

/** Both are in the room from the start to the end. */
async function meet(stage: Stage, coach: Visitor, player: Visitor): Promise<void> {
  const api = new DemoPerson(stage.base, rosa.email)
  await api.signIn()
  const booking = await api.call(getBooking, { params: { id: bookingId } })
  const [startsAt, endsAt] = [Date.parse(booking.startsAt), Date.parse(booking.endsAt)]
  await stage.passUntil(startsAt - 60_000)
  for (const { page } of [coach, player]) {
    await page.goto(`/bookings/${bookingId}/lobby`)
    await page.getByRole('button', { name: 'Join now' }).click()
  }
  for (const { page } of [coach, player]) await page.locator('[data-phase="connected"]').waitFor()
  await stage.passUntil(startsAt + 1_000)
  await stage.passUntil(endsAt - 60_000)
  for (const { page } of [coach, player]) {
    await page.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click()
    await page.waitForURL(`**/bookings/${bookingId}`)
  }
  await stage.passUntil(endsAt + 1_000)
}
