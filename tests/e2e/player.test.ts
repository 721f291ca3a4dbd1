/** A player's way: found, held, paid, confirmed, and what happens when it does not go straight. */
import { readFile } from 'node:fs/promises'
import ICAL from 'ical.js'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { joinAsCoach, joinAsPlayer } from '../../apps/server/src/demo/joining.ts'
import { demoCoaches } from '../../apps/server/src/demo/people.ts'
import { groundOf } from './ground.ts'
import { linkIn, mailsTo, mailWith } from './mailbox.ts'
import { cards, fillCard, fillSignUp, firstSlot, logIn, newcomer, pay, returningPlayer } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'

/** More than fit on one page of the search. */
const coachCount = 22

journeys('player', prepare, (given) => {
  it('brings a new player from the landing page to a confirmed booking in at most four clicks', async () => {
    const { base, visitor } = given()
    const guest = await visitor()
    const { page } = guest
    const ada = newcomer('Ada Newcomer')
    await page.goto('/')
    await page.getByRole('heading', { name: 'Your next rank has a coach.' }).waitFor()
    await firstSlot(page, 'Mina Sørensen').waitFor()
    await guest.look('landing')

    const slot = firstSlot(page, 'Mina Sørensen')
    const time = /\d\d:\d\d/.exec((await slot.textContent()) ?? '')?.[0] ?? ''
    await slot.click()
    const sheet = page.getByRole('dialog', { name: 'Book this time' })
    await sheet.getByText('€35').waitFor()
    // The chosen time stands in it.
    await sheet.getByText(time).first().waitFor()
    await sheet.getByText(termsWithAmounts(35)).first().waitFor()
    await guest.look('booking-sheet')
    await fillSignUp(sheet, ada)
    await sheet.getByRole('button', { name: 'Create account and hold this time' }).click()

    await page.getByRole('heading', { name: 'Pay and confirm' }).waitFor()
    // The slot survives the sign-up.
    await page.getByRole('main').getByText(time).first().waitFor()
    expect(await page.getByRole('timer', { name: 'Time left to pay' }).textContent()).toMatch(/^1[45]:\d\d$/)
    await page.getByText(termsWithAmounts(35)).first().waitFor()
    await guest.look('checkout')
    await fillCard(page, cards.good)
    await pay(page)

    await page.getByRole('heading', { name: 'You are booked' }).waitFor()
    expect(await guest.clicks()).toBeLessThanOrEqual(4)
    await page.getByRole('main').getByText(time).first().waitFor()
    await guest.look('confirmed')

    const calendar = await downloadedCalendar(page)
    const mail = await mailWith(base, ada.email, /confirmed|booked/i)
    for (const event of [calendar, firstEvent(mail.ics ?? '')]) {
      expect(event.summary).toMatch(/Mina/)
      expect(event.endDate.subtractDate(event.startDate).toSeconds()).toBe(3600)
      expect(clockIn('Europe/Berlin', event.startDate.toJSDate())).toBe(time)
    }
    const bell = page.getByRole('link', { name: /^Notices, \d+ unread$/ })
    await bell.waitFor()
    await bell.click()
    await page.getByRole('heading', { name: 'Notices' }).waitFor()
    await page.getByRole('main').getByText(/Mina/).first().waitFor()
    await guest.look('notices')
  })

  it('books for a returning player in two clicks', async () => {
    const player = await returningPlayer(given(), 'Rita Return')
    const { page } = player
    await page.goto('/')
    const before = await player.clicks()
    await firstSlot(page, 'Mina Sørensen').click()
    await page.getByRole('heading', { name: 'Pay and confirm' }).waitFor()
    await fillCard(page, cards.good)
    await pay(page)
    await page.getByRole('heading', { name: 'You are booked' }).waitFor()
    expect((await player.clicks()) - before).toBeLessThanOrEqual(2)
  })

  it('keeps the slot held when 3-D Secure fails, and confirms when it is completed', async () => {
    const guest = await atCheckout(given(), 'Theo Threeds', 'Leo Almeida')
    const { page } = guest
    await fillCard(page, cards.secure)
    await pay(page)
    await page.getByRole('button', { name: 'Fail authentication' }).waitFor()
    await guest.look('3ds-page')
    await page.getByRole('button', { name: 'Fail authentication' }).click()
    const problem = page.getByRole('alert')
    await problem.waitFor()
    expect(await problem.textContent()).toMatch(/authenticat|bank/i)
    await page.getByRole('timer', { name: 'Time left to pay' }).waitFor()
    await guest.look('3ds-failed')

    await fillCard(page, cards.secure)
    await pay(page)
    await page.getByRole('button', { name: 'Complete authentication' }).click()
    await page.getByRole('heading', { name: 'You are booked' }).waitFor()
  })

  it('says that a card was declined and takes another', async () => {
    const guest = await atCheckout(given(), 'Dora Declined', 'Leo Almeida')
    const { page } = guest
    guest.expects(/status of 402/)
    await fillCard(page, cards.declined)
    await pay(page)
    await page.getByText('The card was declined').waitFor()
    await page.getByText('the time is still held for you').waitFor()
    await guest.look('card-declined')
    await fillCard(page, cards.good)
    await pay(page)
    await page.getByRole('heading', { name: 'You are booked' }).waitFor()
  })

  it('points at each part of a card that cannot be right', async () => {
    const { page } = await atCheckout(given(), 'Timo Typo', 'Leo Almeida')
    await fillCard(page, '4242424242424241')
    await pay(page)
    await page.getByText('Check the card number').waitFor()
    expect(await page.evaluate('document.activeElement.autocomplete')).toBe('cc-number')
  })

  it('says when the hold has run out, and leads back to the times', async () => {
    const guest = await atCheckout(given(), 'Lara Late', 'Arjun Nair')
    const { page } = guest
    // Time passes for the access token too; it is renewed.
    guest.expects(/status of 401/)
    await given().pass(16)
    await page.getByRole('heading', { name: 'The time to pay is over' }).waitFor()
    await guest.look('hold-over')
    await page.getByRole('link', { name: 'See the times of Arjun Nair' }).click()
    await page.getByRole('heading', { name: 'Book a session' }).waitFor()
  })

  it('offers other times when somebody was faster', async () => {
    const first = await returningPlayer(given(), 'Fast Fred')
    const second = await returningPlayer(given(), 'Slow Sam')
    second.expects(/status of 409/)
    for (const { page } of [first, second]) {
      await page.goto('/coaches?q=Devon')
      await firstSlot(page, 'Devon Clarke').waitFor()
    }
    await firstSlot(first.page, 'Devon Clarke').click()
    await first.page.getByRole('heading', { name: 'Pay and confirm' }).waitFor()
    await firstSlot(second.page, 'Devon Clarke').click()
    await second.page.getByText('Somebody was faster').waitFor()
    await second.look('somebody-was-faster')
    const alternatives = second.page.getByRole('alert').getByRole('button')
    await alternatives.first().click()
    await second.page.getByRole('heading', { name: 'Pay and confirm' }).waitFor()
  })

  it('lets somebody under 18 pay once a guardian has agreed by the mailed link', async () => {
    const { base, visitor } = given()
    const [young, guardian] = [await visitor(), await visitor()]
    const { page } = young
    const kim = newcomer('Kim Young')
    const parent = newcomer('Pat Parent').email
    await page.goto('/coaches?q=Leo%20Almeida')
    await firstSlot(page, 'Leo Almeida').click()
    const sheet = page.getByRole('dialog', { name: 'Book this time' })
    await fillSignUp(sheet, kim, '2012')
    await sheet.getByRole('button', { name: 'Create account and hold this time' }).click()
    await page.getByRole('heading', { name: 'A parent or guardian has to agree first' }).waitFor()
    await young.look('guardian-needed')
    await page.getByLabel('Their e-mail address').fill(parent)
    await page.getByRole('button', { name: 'Ask them' }).click()
    await page.getByText(`We wrote to ${parent}`).waitFor()
    await young.look('guardian-asked')

    const mail = await mailWith(base, parent, /guardian/)
    await guardian.page.goto(linkIn(mail, '/guardian-consent'))
    await guardian.look('guardian-consent')
    await guardian.page.getByRole('button', { name: 'I agree as their guardian' }).click()
    await guardian.page.getByText('Kim Young can pay for sessions now.').waitFor()

    await fillCard(page, cards.good)
    await pay(page)
    await page.getByRole('heading', { name: 'You are booked' }).waitFor()
    await page.goto('/settings')
    await page.getByText(`${parent} agreed on`).waitFor()
  })

  it('shows what cancelling does to the money before it is done', async () => {
    const guest = await atCheckout(given(), 'Carl Cancel', 'Katya Morozova')
    const { page } = guest
    await fillCard(page, cards.good)
    await pay(page)
    await page.getByRole('link', { name: 'Go to the session' }).click()
    await page.getByRole('heading', { name: 'Cancel this session' }).waitFor()
    await guest.look('session')
    await page.getByText('If you cancel now, you get €40.00 back (100 %).').waitFor()
    await page.getByRole('button', { name: 'Cancel session' }).click()
    const dialog = page.getByRole('dialog', { name: 'Cancel this session?' })
    await dialog.getByText('If you cancel now, you get €40.00 back (100 %).').waitFor()
    await guest.look('cancel-dialog')
    await dialog.getByRole('button', { name: 'Cancel and refund €40.00' }).click()
    await page.getByText('€40.00 go back to your card.').waitFor()
    await page.goto('/payments')
    await page.getByText('Refunded').first().waitFor()
    await guest.look('payments')
    await page.goto('/bookings?when=past')
    await page.getByText('Cancelled').first().waitFor()
  })

  it('keeps the filters in the address, says when nobody fits, and pages through all coaches', async () => {
    const guest = await given().visitor()
    const { page } = guest
    await page.goto('/coaches')
    const found = (count: number) =>
      page.getByRole('heading', { name: count === 1 ? '1 coach' : `${count} coaches`, exact: true })
    await found(coachCount).waitFor()
    await guest.look('search')
    const cardsShown = () => page.getByRole('article').count()
    expect(await cardsShown()).toBeLessThan(coachCount)
    await page.getByRole('button', { name: 'Show more coaches' }).click()
    await eventually(cardsShown).toBe(coachCount)

    const filters = page.getByRole('complementary', { name: 'Filters' })
    await filters.getByLabel('Game').selectOption({ label: 'Dota 2 (1)' })
    await found(1).waitFor()
    await page.waitForURL(/game=dota-2/)
    await filters.getByLabel('To, per hour').fill('15')
    await page.getByRole('heading', { name: 'No coach fits all of that' }).waitFor()
    await page.waitForURL(/maxPrice=15/)
    await guest.look('search-nobody')

    await page.reload()
    await page.getByRole('heading', { name: 'No coach fits all of that' }).waitFor()
    expect(await filters.getByLabel('To, per hour').inputValue()).toBe('15')
    await page.getByRole('main').getByRole('button', { name: 'Clear all' }).last().click()
    await found(coachCount).waitFor()
    expect(new URL(page.url()).search).toBe('')
  })

  it('shows theme and clock on another device as they were chosen on the first', async () => {
    const { visitor } = given()
    const dana = newcomer('Dana Devices')
    await joinAsPlayer(given(), { ...dana, zone: 'Europe/Berlin' })
    const here = await visitor()
    await logIn(here.page, dana)
    const theme = (page: Page) => page.evaluate<string>('document.documentElement.dataset.mantineColorScheme')
    expect(await theme(here.page), 'nothing chosen').toBe('dark')
    await here.page.goto('/settings')
    await here.page.getByText('Light', { exact: true }).click()
    await here.page.getByLabel('Clock').selectOption('12 hours, 9:04 pm')
    await here.page.getByRole('button', { name: 'Save changes' }).click()
    await here.page.getByText('Saved', { exact: true }).waitFor()
    await eventually(() => theme(here.page)).toBe('light')

    const { page } = await visitor()
    await page.goto('/')
    expect(await theme(page), 'a guest').toBe('dark')
    await logIn(page, dana)
    await eventually(() => theme(page)).toBe('light')
    await page.goto('/settings')
    await page.getByText(/It is \d+:\d\d [ap]m for you now/i).waitFor()

    // Chosen in the menu, it is kept as well: a reload does not bring the other back.
    await page.getByRole('button', { name: 'Account menu' }).click()
    await page.getByRole('menuitemradio', { name: 'Dark' }).click()
    await eventually(() => theme(page)).toBe('dark')
    await here.page.reload()
    await eventually(() => theme(here.page)).toBe('dark')
  })

  it('refuses a wrong password, and lets the owner set a new one by mail', async () => {
    const { base, visitor } = given()
    const player = newcomer('Paula Password')
    await joinAsPlayer({ base }, { ...player, zone: 'Europe/Berlin' })
    const guest = await visitor()
    const { page } = guest
    guest.expects(/status of 401/)
    await page.goto('/login')
    await page.getByLabel('E-mail').fill(player.email)
    await page.getByLabel('Password', { exact: true }).fill('not the password')
    await page.getByRole('main').getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('alert').getByText('E-mail or password is wrong').waitFor()
    await guest.look('wrong-password')

    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor()
    await page.getByLabel('E-mail').fill(player.email)
    await guest.look('forgot-password')
    await page.getByRole('button', { name: 'Send the link' }).click()
    await page.getByRole('heading', { name: 'Look in your inbox' }).waitFor()
    const mail = await mailWith(base, player.email, /password/i)
    await page.goto(linkIn(mail, '/reset-password'))
    await page.getByLabel('New password').fill('an even longer sentence')
    await guest.look('reset-password')
    await page.getByRole('button', { name: 'Set password' }).click()
    await page.getByRole('heading', { name: 'Your new password is set' }).waitFor()
    await logIn(page, { email: player.email, password: 'an even longer sentence' })
    await page.goto(linkIn(mail, '/reset-password'))
    await page.getByLabel('New password').fill('a third long sentence')
    guest.expects(/status of 4\d\d/)
    await page.getByRole('button', { name: 'Set password' }).click()
    await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor()
  })

  it('confirms the e-mail address by the link in the mail', async () => {
    const { base, visitor } = given()
    const guest = await visitor()
    const { page } = guest
    const eva = newcomer('Eva Email')
    await page.goto('/signup')
    await guest.look('sign-up')
    await fillSignUp(page, eva)
    await page.getByRole('button', { name: 'Create account' }).click()
    const banner = page.getByText(`Confirm your e-mail address: we sent a link to ${eva.email}.`)
    await banner.waitFor()
    const mail = await mailWith(base, eva.email, /confirm/i)
    await page.goto(linkIn(mail, '/confirm-email'))
    await page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor()
    await guest.look('email-confirmed')
    await banner.waitFor({ state: 'detached' })
    expect((await mailsTo(base, eva.email)).length).toBe(1)

    guest.expects(/status of 4\d\d/)
    await page.goto(`/confirm-email?token=${'x'.repeat(40)}`)
    await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor()
    await guest.look('email-link-refused')
  })
})

/** What cancelling gives back, as an amount and a date: "Full refund (€35) until Tue, 3 Mar, 18:00". */
const termsWithAmounts = (euros: number) =>
  new RegExp(`(Full refund|Half back) \\((€${euros}|€${euros / 2}0?)\\) until .*\\d\\d:\\d\\d`)

async function prepare(stage: Stage) {
  const ground = await groundOf(stage)
  const more = Array.from({ length: coachCount - demoCoaches.length }, (_, i) => ({
    ...(demoCoaches[7] as (typeof demoCoaches)[number]),
    email: `coach-${i}@example.com`,
    name: `Nora Number ${i + 1}`,
  }))
  for (const coach of [...demoCoaches, ...more]) await joinAsCoach(ground, coach)
  return {}
}

/** A returning player who has just taken the first time of a coach. */
async function atCheckout(stage: Stage, name: string, coach: string) {
  const visitor = await returningPlayer(stage, name)
  await visitor.page.goto(`/coaches?q=${encodeURIComponent(coach)}`)
  await firstSlot(visitor.page, coach).click()
  await visitor.page.getByRole('heading', { name: 'Pay and confirm' }).waitFor()
  await visitor.page.getByLabel('Card number').waitFor()
  return visitor
}

async function downloadedCalendar(page: Page) {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Add to calendar' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/\.ics$/)
  return firstEvent(await readFile(await file.path(), 'utf8'))
}

function firstEvent(ics: string): ICAL.Event {
  const event = new ICAL.Component(ICAL.parse(ics)).getFirstSubcomponent('vevent')
  if (!event) throw new Error(`no event in ${ics}`)
  return new ICAL.Event(event)
}

function clockIn(zone: string, at: Date): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(at)
}
