/** A session moves: one side proposes another time, the other accepts or declines, and everything that shows a time follows. */
import { type BookingRecord, getBooking } from '@ecc/contracts/bookings'
import ICAL from 'ical.js'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { bookSession } from '../../apps/server/src/demo/living.ts'
import { demoCoaches, password } from '../../apps/server/src/demo/people.ts'
import { type CoachAndPlayer, coachAndPlayer } from './ground.ts'
import { linkIn, mailWith } from './mailbox.ts'
import { logIn } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'

const minutesAhead = 3 * 24 * 60

journeys('reschedule', prepare, (given) => {
  it('moves to a time that the player proposes and the coach accepts; both see it, and so do their calendars', async () => {
    const { base, booking, player, coach } = given()
    const ada = await given().visitor()
    await logIn(ada.page, { email: player.email, password })
    await ada.page.goto(`/bookings/${booking.id}`)
    const panel = ada.page.getByRole('region', { name: 'Move to another time' })
    await panel.getByText(/2 more times/).waitFor()
    await ada.look('session')

    const dialog = await chooseTime(ada.page)
    await ada.look('choose-time')
    await dialog.getByRole('button', { name: 'Later days' }).focus()
    await ada.page.keyboard.press('Enter')
    const time = dialog.getByRole('group', { name: 'Choose a time' }).getByRole('listitem').getByRole('button').last()
    const [mine = '', theirs = ''] = ((await time.textContent()) ?? '').split(' ')
    expect(mine, 'the coach reads another clock').not.toBe(theirs)
    await time.focus()
    await ada.page.keyboard.press('Enter')
    await dialog.getByRole('group', { name: 'The new time' }).getByText(mine).waitFor()
    await dialog.getByText(theirs).first().waitFor()
    await dialog.getByLabel('Reason').fill('I have an exam that day.')
    await ada.look('propose')
    await dialog.getByRole('button', { name: 'Propose this time' }).focus()
    await ada.page.keyboard.press('Enter')
    await ada.page.getByRole('region', { name: 'You proposed another time' }).getByText(mine).waitFor()
    await ada.look('proposed')
    await ada.page.goto('/bookings')
    const row = ada.page.getByTestId('session-row')
    await row.getByText('New time proposed').waitFor()
    await ada.look('my-sessions')

    const asked = await mailWith(base, coach.person.email, /^New time proposed/)
    const leo = await given().visitor({ zone: 'America/Sao_Paulo' })
    await logIn(leo.page, { email: coach.person.email, password })
    await leo.page.goto('/coach')
    await leo.page.getByText('Ada Keller asks to move').waitFor()
    await leo.look('coach-desk')
    await leo.page.goto(linkIn(asked, `/bookings/${booking.id}`))
    const proposal = leo.page.getByRole('region', { name: 'Ada Keller proposes another time' })
    await proposal.getByText('I have an exam that day.').waitFor()
    expect(await proposal.getByRole('timer', { name: 'Time left to answer' }).textContent()).toMatch(/^23:5\d:\d\d$/)
    await leo.look('answer')
    await proposal.getByRole('button', { name: 'Accept the new time' }).click()
    await proposal.waitFor({ state: 'detached' })
    await leo.page.getByRole('listitem').filter({ hasText: 'Moved' }).waitFor()
    await leo.look('moved')

    await row.getByText(mine).waitFor()
    await row.getByText('New time proposed').waitFor({ state: 'detached' })
    const { startsAt } = await player.call(getBooking, { params: { id: booking.id } })
    for (const { email } of [player, coach.person]) {
      const [before, after] = [
        entryIn(await mailWith(base, email, /^Confirmed/)),
        entryIn(await mailWith(base, email, /^Moved/)),
      ]
      expect(after.uid).toBe(before.uid)
      expect(after.sequence).toBeGreaterThan(before.sequence)
      expect(after.startDate.toJSDate().toISOString()).toBe(startsAt)
      expect(before.startDate.toJSDate().toISOString()).toBe(booking.startsAt)
    }
    await ada.page.goto('/notifications')
    await ada.page.getByRole('link', { name: /^Moved/ }).click()
    await ada.page.waitForURL(`**/bookings/${booking.id}`)
  })

  it('stays where it is when the player declines what the coach proposes, or the coach takes it back', async () => {
    const { booking, player, coach } = given()
    const { startsAt } = await player.call(getBooking, { params: { id: booking.id } })
    const leo = await given().visitor({ zone: 'America/Sao_Paulo' })
    await logIn(leo.page, { email: coach.person.email, password })
    await leo.page.goto(`/bookings/${booking.id}`)
    await proposeReading(leo.page, `${startsAt.slice(0, 10)}T02:10`)
    await leo.page.getByRole('button', { name: 'Take it back' }).click()
    await leo.page.getByText('New time taken back').waitFor()

    await proposeReading(leo.page, `${startsAt.slice(0, 10)}T03:20`)
    const ada = await given().visitor()
    await logIn(ada.page, { email: player.email, password })
    await ada.page.goto(`/bookings/${booking.id}`)
    await ada.page.getByRole('region', { name: 'Leo Almeida proposes another time' }).waitFor()
    await ada.page.getByRole('button', { name: 'Decline' }).click()
    const dialog = ada.page.getByRole('dialog', { name: 'Keep the old time?' })
    await dialog.getByLabel('Reason').fill('That is the middle of the night.')
    await ada.look('decline')
    await dialog.getByRole('button', { name: 'Decline the new time' }).click()
    await leo.page.getByText('That is the middle of the night.').waitFor()
    const now = async () => (await player.call(getBooking, { params: { id: booking.id } })).startsAt
    await eventually(now).toBe(startsAt)
  })
})

interface Ground extends CoachAndPlayer {
  booking: BookingRecord
}

async function prepare(stage: Stage): Promise<Ground> {
  const details = demoCoaches.find(({ zone }) => zone === 'America/Sao_Paulo')
  if (!details) throw new Error('no coach on another clock')
  const people = await coachAndPlayer(stage, details)
  return { ...people, booking: await bookSession(stage, people.player, people.coach, minutesAhead) }
}

async function chooseTime(page: Page) {
  await page.getByRole('button', { name: 'Choose another time' }).click()
  const dialog = page.getByRole('dialog', { name: 'Move to another time' })
  await dialog.getByRole('group', { name: 'Choose a time' }).waitFor()
  return dialog
}

/** The coach names a time that is on no list. */
async function proposeReading(page: Page, reading: string): Promise<void> {
  const dialog = await chooseTime(page)
  await dialog.getByLabel('Or a time outside your hours').fill(reading)
  await dialog.getByRole('button', { name: 'Use this time' }).click()
  await dialog.getByRole('button', { name: 'Propose this time' }).click()
  await page.getByRole('region', { name: 'You proposed another time' }).waitFor()
}

function entryIn({ ics, subject }: { ics: string | null; subject: string }): ICAL.Event {
  const event = ics === null ? null : new ICAL.Component(ICAL.parse(ics)).getFirstSubcomponent('vevent')
  if (!event) throw new Error(`"${subject}" carries no calendar entry`)
  return new ICAL.Event(event)
}
