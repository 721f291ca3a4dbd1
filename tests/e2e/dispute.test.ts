/** Disputes in the browser: from both sides to a ruling, with the amounts that were shown; and one that nobody answers. */
import { createAdmin } from '@ecc/contracts/auth'
import { type BookingRecord, getBooking } from '@ecc/contracts/bookings'
import { getDispute } from '@ecc/contracts/disputes'
import { listPayments } from '@ecc/contracts/payments'
import { expect, it } from 'vitest'
import { bookSession, holdSession } from '../../apps/server/src/demo/living.ts'
import { demoAdmin, password } from '../../apps/server/src/demo/people.ts'
import { type CoachAndPlayer, coachAndPlayer } from './ground.ts'
import { roomIsEmpty } from './meeting.ts'
import { arrive } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

journeys('dispute', prepare, (given) => {
  it('goes from both sides to a ruling of 40 %, and the amounts before are the amounts after', async () => {
    const { player, coach } = given()
    const booking = await completed(given())
    const ada = await arrive(given(), player.email, `/bookings/${booking.id}`)
    await ada.page.getByRole('link', { name: 'Something went wrong' }).click()
    await ada.page.getByLabel('What happened?').fill('The sound was gone for half of the hour.')
    await ada.page.reload()
    expect(await ada.page.getByLabel('What happened?').inputValue(), 'the draft is kept').toMatch(/^The sound/)
    await ada.page.getByRole('slider', { name: 'Share of the price' }).focus()
    for (let i = 0; i < 10; i++) await ada.page.keyboard.press('ArrowLeft')
    await ada.page.getByText('€17.50').first().waitFor()
    await ada.look('open', { thorough: true })
    await ada.page.getByRole('button', { name: 'Report and freeze the money' }).click()
    await ada.page.getByText(/^Mina Sørensen has until .* to answer/).waitFor()
    await ada.look('opened')

    const mina = await arrive(given(), coach.person.email, `/bookings/${booking.id}`)
    await mina.page.getByRole('link', { name: 'Answer now' }).click()
    await mina.page.getByText('The sound was gone for half of the hour.').waitFor()
    await mina.page.getByLabel('How was it?').fill('It was gone for some minutes at the start only.')
    await mina.look('answer', { thorough: true })
    await mina.page.getByRole('button', { name: 'Send my answer' }).click()
    await mina.page.getByTestId('dispute-state').getByText('Answered, evidence is taken').waitFor()
    await mina.page
      .getByLabel('Add a picture or PDF')
      .setInputFiles({ name: 'levels.png', mimeType: 'image/png', buffer: png })
    await mina.page.getByRole('img', { name: 'Picture levels.png' }).waitFor()
    await mina.page.getByLabel('Add words').fill('My recording shows the levels.')
    await mina.page.getByRole('button', { name: 'Add this' }).click()
    await mina.page.getByText('My recording shows the levels.').last().waitFor()
    await mina.look('evidence')
    await ada.page.getByRole('img', { name: 'Picture levels.png' }).waitFor()

    const sam = await arrive(given(), demoAdmin.email, '/admin/disputes')
    await sam.look('desk')
    await sam.page.getByRole('link', { name: /^Look at it: .*Ada Keller and Mina Sørensen$/ }).click()
    await sam.page.getByRole('button', { name: 'Take it' }).click()
    await sam.page.getByText('You work on it').waitFor()
    await sam.page.getByLabel('Hand it to').selectOption('Lee Ito')
    await sam.look('hand-over')
    await sam.page.getByRole('button', { name: 'Hand over' }).click()
    await sam.page.getByText('Taken by Lee Ito').waitFor()
    await sam.page.getByText('Handed to Lee Ito').waitFor()

    const lee = await arrive(given(), colleague.email, '/notifications')
    await lee.page
      .getByRole('main')
      .getByText(/^A dispute for you: /)
      .waitFor()
    await lee.page.goto('/admin/disputes')
    await lee.page.getByText('Mine', { exact: true }).click()
    await lee.look('mine')
    await lee.page.getByRole('link', { name: /^Look at it: .*Ada Keller and Mina Sørensen$/ }).click()
    await lee.page.getByText('You work on it').waitFor()
    await lee.page.getByRole('img', { name: 'Picture levels.png' }).waitFor()
    await lee.page.getByRole('slider', { name: 'Share of the price' }).focus()
    for (let i = 0; i < 2; i++) await lee.page.keyboard.press('ArrowLeft')
    const ruling = lee.page.getByRole('region', { name: 'Your ruling' })
    await ruling.getByText('€14.00').waitFor()
    await ruling.getByText('€21.00').waitFor()
    await ruling.getByLabel('Your reasons').fill('The records show a part of the hour without sound.')
    await lee.look('ruling', { thorough: true })
    await ruling.getByRole('button', { name: 'Rule' }).click()
    await lee.page.getByTestId('dispute-state').getByText('Ruled').waitFor()

    for (const visitor of [ada, mina]) {
      await visitor.page.getByTestId('dispute-state').getByText('Ruled').waitFor()
      const decided = visitor.page.getByRole('region', { name: 'Ruled' })
      await decided.getByText('€14.00').waitFor()
      await decided.getByText('The records show a part of the hour without sound.').waitFor()
    }
    await ada.look('ruled', { thorough: true })
    const { history } = await player.call(getBooking, { params: { id: booking.id } })
    const moved = history.flatMap(({ money }) => (money ? [[money.toPlayer.amount, money.toCoach.amount]] : []))
    expect(moved).toEqual([[1_400, 2_100]])
    const paid = async () =>
      (await player.call(listPayments, { query: {} })).items.map(({ refunded }) => refunded.amount)
    await eventually(paid).toContain(1_400)
  })

  it('that nobody answers is settled as asked after 48 hours', async () => {
    const { player, coach } = given()
    const booking = await completed(given())
    const ada = await arrive(given(), player.email, `/bookings/${booking.id}/dispute`)
    await ada.page.getByLabel('What happened?').fill('The coach played a match of their own.')
    await ada.page.getByText('€35.00').first().waitFor()
    await ada.page.getByRole('button', { name: 'Report and freeze the money' }).click()
    await ada.page.getByTestId('dispute-state').getByText('Waits for an answer').waitFor()
    const { answerBy } = await player.call(getDispute, { params: { id: booking.id } })
    await given().passUntil(Date.parse(answerBy) + 1_000)
    const state = async () => {
      await player.signIn()
      return (await player.call(getDispute, { params: { id: booking.id } })).state
    }
    await eventually(state).toBe('defaulted')
    await ada.page.reload()
    const decided = ada.page.getByRole('region', { name: 'Not answered' })
    await decided.getByText('€35.00').waitFor()
    await ada.look('defaulted')
    const mina = await arrive(given(), coach.person.email, `/bookings/${booking.id}/dispute`)
    await mina.page.getByText(/^Nobody answered in time/).waitFor()
  })
})

const colleague = { email: 'lee@example.com', displayName: 'Lee Ito', timeZone: 'Europe/Berlin', password }

async function prepare(stage: Stage): Promise<CoachAndPlayer> {
  const people = await coachAndPlayer(stage)
  await stage.server.platform.services.get('auth-service')?.context.call(createAdmin, { body: colleague })
  return people
}

/** A session that both attended and that is over. */
async function completed(stage: Stage & CoachAndPlayer): Promise<BookingRecord> {
  const { player, coach } = stage
  const booking = await bookSession(stage, player, coach, 130)
  await holdSession(stage, { booking, player, coach: coach.person })
  await roomIsEmpty(player, booking.id)
  await stage.passUntil(Date.parse(booking.endsAt) + 1_000)
  await eventually(async () => (await player.call(getBooking, { params: { id: booking.id } })).state).toBe('completed')
  return booking
}
