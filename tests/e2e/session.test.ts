/** Two people meet: in the lobby, in the room with camera, chat, notes and screen, and what follows from who was there. */
import { type BookingRecord, getBooking } from '@ecc/contracts/bookings'
import { expect, it } from 'vitest'
import type { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { bookSession } from '../../apps/server/src/demo/living.ts'
import { type CoachAndPlayer, coachAndPlayer } from './ground.ts'
import { openNotes, seesMoving, video, writeInChat } from './meeting.ts'
import { arrive, rate } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'
import type { Visitor } from './visitor.ts'

const minuteMs = 60_000

journeys('session', prepare, (given) => {
  it('lets two people meet: they see each other, write, share, and come back after a reload', async () => {
    const { coach, player, booking } = given()
    const [ada, mina] = await bothInLobby(given(), booking)
    await ada.look('lobby')
    await ada.page.getByRole('button', { name: 'Join now' }).click()
    await ada.page.getByText('Waiting for Mina Sørensen').first().waitFor()
    await ada.look('room-waiting')
    await mina.page.getByText('Ada Keller is already in the room.').waitFor()
    await mina.page.getByRole('button', { name: 'Join now' }).click()

    await seesMoving(ada.page, 'Video of Mina Sørensen')
    await seesMoving(mina.page, 'Video of Ada Keller')
    await ada.look('room')

    await writeInChat(ada.page, 'Here is my replay: https://example.com/replay/17')
    await mina.page.getByRole('button', { name: /^Chat.*1 unread message$/ }).click()
    await mina.page.getByRole('log').getByRole('link', { name: 'https://example.com/replay/17' }).waitFor()
    await writeInChat(mina.page, 'Thank you, I am looking at it')
    await ada.page.getByRole('log').getByText('I am looking at it').waitFor()
    await ada.look('room-chat')

    const [hers, theirs] = [await openNotes(mina.page), await openNotes(ada.page)]
    await hers.fill('1. Crosshair placement')
    await eventually(() => theirs.inputValue()).toBe('1. Crosshair placement')
    await theirs.press('Control+End')
    await theirs.pressSequentially('\n2. Trading')
    await eventually(() => hers.inputValue()).toBe('1. Crosshair placement\n2. Trading')
    await mina.look('room-notes')

    await ada.page.getByRole('button', { name: 'Microphone' }).click()
    await mina.page.getByRole('img', { name: 'Ada Keller: microphone off' }).first().waitFor()
    await ada.page.getByRole('button', { name: 'Microphone' }).click()
    await mina.page.getByRole('img', { name: 'Ada Keller: microphone off' }).first().waitFor({ state: 'detached' })

    await mina.page.getByRole('button', { name: 'Share screen' }).click()
    await mina.page.getByText('You are sharing your screen').waitFor()
    await seesMoving(ada.page, 'Screen of Mina Sørensen')
    await ada.look('room-screen')
    await mina.page.getByRole('button', { name: 'Stop sharing' }).click()
    await video(ada.page, 'Screen of Mina Sørensen').waitFor({ state: 'detached' })

    await ada.page.reload()
    await seesMoving(ada.page, 'Video of Mina Sørensen')
    await seesMoving(mina.page, 'Video of Ada Keller')
    await ada.page.getByRole('button', { name: 'Notes' }).click()
    const notes = ada.page.getByLabel('Shared notes')
    await eventually(() => notes.inputValue()).toBe('1. Crosshair placement\n2. Trading')

    const { startsAt, endsAt, id } = booking
    await given().passUntil(Date.parse(startsAt) + 1_000)
    await stateBecomes(player, id, 'in_progress')
    await given().passUntil(Date.parse(endsAt) - minuteMs)
    await ada.page.getByRole('button', { name: 'Leave' }).click()
    const dialog = ada.page.getByRole('dialog', { name: 'Leave the session?' })
    await dialog.getByRole('button', { name: 'Leave' }).click()
    await ada.page.waitForURL(`**/bookings/${id}`)
    await mina.page.getByText('Ada Keller has left').first().waitFor()
    await given().passUntil(Date.parse(endsAt) + 1_000)
    await mina.page.getByRole('timer', { name: 'Session time' }).getByText('over').waitFor()
    await mina.page.getByRole('button', { name: 'Leave' }).click()
    await mina.page.waitForURL(`**/bookings/${id}`)
    await stateBecomes(coach.person, id, 'completed')
  })

  it('releases the money when the player confirms, and shows ratings when both are in', async () => {
    const { booking, coach } = given()
    const { id } = booking
    const [ada, mina] = await bothAt(given(), `/bookings/${id}`)
    await ada.page.getByRole('heading', { name: 'How did it go?' }).waitFor()
    await ada.look('how-did-it-go')
    await ada.page.getByRole('button', { name: 'It went well' }).click()
    await ada.page.getByRole('dialog', { name: 'Release the money?' }).getByRole('button', { name: 'Yes, it' }).click()
    await ada.page.getByRole('heading', { name: 'All done' }).waitFor()

    await rate(ada.page, 5, 'Two ranks up in a week.')
    await ada.page.getByText('It stays hidden until Mina Sørensen has rated too').waitFor()
    await ada.look('rated')
    await mina.page.reload()
    await mina.page.getByRole('heading', { name: 'Rate Ada Keller' }).waitFor()
    expect(await mina.page.getByText('Two ranks up in a week.').count(), 'double-blind').toBe(0)
    await ada.page.goto(`/coaches/${coach.id}`)
    await ada.page.getByRole('heading', { name: 'No reviews yet' }).waitFor()
    await rate(mina.page, 4, 'Came prepared.')
    await mina.page.getByText('Two ranks up in a week.', { exact: true }).waitFor()

    await mina.page.goto(`/coaches/${coach.id}`)
    const review = mina.page.getByRole('article').filter({ hasText: 'Two ranks up in a week.' })
    await review.waitFor()
    await mina.look('review')
    await review.getByRole('button', { name: 'Answer Ada Keller' }).click()
    await review.getByLabel('Your answer').fill('Well earned, Ada.')
    await review.getByRole('button', { name: 'Publish answer' }).click()
    await review.getByText('Well earned, Ada.').waitFor()
    await ada.page.reload()
    await ada.page.getByText('Well earned, Ada.').waitFor()
    await ada.look('review-answered')
  })
})

interface Ground extends CoachAndPlayer {
  booking: BookingRecord
}

async function prepare(stage: Stage): Promise<Ground> {
  const people = await coachAndPlayer(stage)
  return { ...people, booking: await bookSession(stage, people.player, people.coach, 60) }
}

async function bothAt(stage: Stage & Ground, path: string): Promise<[Visitor, Visitor]> {
  const { player, coach } = stage
  return [await arrive(stage, player.email, path), await arrive(stage, coach.person.email, path)]
}

/** Ten minutes before the session the room opens. */
async function bothInLobby(stage: Stage & Ground, { id, startsAt }: BookingRecord): Promise<[Visitor, Visitor]> {
  const both = await bothAt(stage, `/bookings/${id}`)
  await both[0].page.getByRole('button', { name: 'Join' }).waitFor()
  expect(await both[0].page.getByRole('button', { name: 'Join' }).isDisabled()).toBe(true)
  await stage.passUntil(Date.parse(startsAt) - 5 * minuteMs)
  for (const { page } of both) {
    await page.reload()
    await page.getByRole('link', { name: 'Join' }).click()
    await page.getByRole('heading', { name: 'Ready to join?' }).waitFor()
  }
  return both
}

async function stateBecomes(person: DemoPerson, id: string, state: string): Promise<void> {
  const now = async () => (await person.call(getBooking, { params: { id } })).state
  await eventually(now).toBe(state)
}
