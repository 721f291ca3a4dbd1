/** Sessions that do not go as booked: a late coach, a missed one, a failed connection, a coach who cancels; and the rules behind it. */
import { type BookingRecord, cancelBooking, getBooking } from '@ecc/contracts/bookings'
import { listCredits, listPayments } from '@ecc/contracts/payments'
import { expect, it } from 'vitest'
import { bookSession, holdSession, joinRoom, leaveRoom } from '../../apps/server/src/demo/living.ts'
import { demoAdmin } from '../../apps/server/src/demo/people.ts'
import { type CoachAndPlayer, coachAndPlayer } from './ground.ts'
import { roomIsEmpty } from './meeting.ts'
import { arrive } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'

const minuteMs = 60_000

journeys('outcomes', coachAndPlayer, (given) => {
  it('gives the money of a first session back that was not for the player, and pays the coach', async () => {
    const booking = await booked(given())
    await holdSession(given(), { booking, player: given().player, coach: given().coach.person })
    await over(given(), booking, 'completed')
    const ada = await arrive(given(), given().player.email, `/bookings/${booking.id}`)
    const who = ada.page.getByRole('region', { name: 'Who was there' })
    await who.getByText('Both were there').waitFor()
    await who
      .getByText(/^58 min|^59 min/)
      .first()
      .waitFor()
    await ada.look('guarantee', { thorough: true })
    await ada.page.getByRole('button', { name: 'It was not for me' }).click()
    const dialog = ada.page.getByRole('dialog', { name: 'Use the first-session guarantee?' })
    await ada.look('guarantee-dialog')
    await dialog.getByRole('button', { name: /^Yes, give €35\.00 back/ }).click()
    await ada.page.getByRole('heading', { name: 'All done' }).waitFor()
    await ada.page.getByText('€0.00 back to the player, €35.00 to the coach').waitFor()
    const paid = async () => (await given().player.call(listPayments, { query: {} })).items.map(({ state }) => state)
    await eventually(paid).toEqual(['refunded'])
    await ada.page.goto('/payments')
    await ada.page.getByText('Refunded', { exact: true }).waitFor()
  })

  it('lets a player leave a coach who is not there ten minutes after the start', async () => {
    const { player } = given()
    const booking = await booked(given())
    await given().passUntil(Date.parse(booking.startsAt) + 11 * minuteMs)
    const ada = await arrive(given(), player.email, `/bookings/${booking.id}`)
    await ada.page.getByText(/more than 10 minutes late\. If you leave now, you get €35\.00 back/).waitFor()
    await ada.look('late-coach')
    await ada.page.getByRole('button', { name: 'Leave and get the money back' }).click()
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Cancel and refund €35.00' }).click()
    await ada.page.getByText('The player left because the coach was not there in time').waitFor()
    await ada.page.getByText('€35.00 back to the player, €0.00 to the coach').waitFor()
  })

  it('shows a player what the room recorded, who contests it, and staff see the records', async () => {
    const { player, coach } = given()
    const booking = await booked(given())
    await given().passUntil(Date.parse(booking.startsAt) + 1_000)
    const socket = await joinRoom(given(), coach.person, booking.id)
    await given().passUntil(Date.parse(booking.endsAt) - minuteMs)
    await leaveRoom(socket)
    await over(given(), booking, 'no_show_player')
    const ada = await arrive(given(), player.email, `/bookings/${booking.id}`)
    await ada.page.getByRole('heading', { name: 'The player did not come' }).waitFor()
    await ada.page.getByText('not in the room').waitFor()
    await ada.look('no-show')
    await ada.page.getByRole('link', { name: 'Contest the outcome' }).click()
    await ada.page.getByLabel('What happened?').fill('The room said that I was not allowed in.')
    await ada.page.getByRole('button', { name: 'Report and freeze the money' }).click()
    await ada.page.getByTestId('dispute-state').getByText('Waits for an answer').waitFor()
    await ada.page.goto(`/bookings/${booking.id}`)
    await ada.page.getByText(/^The player contests this/).waitFor()

    const sam = await arrive(given(), demoAdmin.email, '/admin/disputes')
    await sam.page.getByRole('link', { name: /^Look at it: .*Ada Keller and Mina Sørensen$/ }).click()
    await sam.page.getByText('The player did not come in time').waitFor()
    await sam.page.getByText('not in the room').waitFor()
    await sam.look('dispute-records', { thorough: true })
  })

  it('offers another time after a connection that failed', async () => {
    const { player, coach } = given()
    const booking = await booked(given())
    await given().passUntil(Date.parse(booking.startsAt) + 1_000)
    const [his, hers] = [await joinRoom(given(), player, booking.id), await joinRoom(given(), coach.person, booking.id)]
    await given().passUntil(Date.parse(booking.startsAt) + 20 * minuteMs)
    await Promise.all([leaveRoom(his), leaveRoom(hers)])
    await roomIsEmpty(player, booking.id)
    await over(given(), booking, 'failed')
    const ada = await arrive(given(), player.email, `/bookings/${booking.id}`)
    await ada.page.getByRole('heading', { name: 'The connection failed' }).waitFor()
    await ada.look('failed')
    await ada.page.getByRole('button', { name: 'Choose another time' }).click()
    await ada.page.getByRole('dialog').getByRole('combobox', { name: 'New time' }).click()
    await ada.page.getByRole('option').last().click()
    await ada.look('repeat')
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Book this time' }).click()
    await ada.page.getByTestId('booking-state').getByText('Confirmed').waitFor()
  })

  it('credits a player whose coach cancels late, and tells the coach what it does to them', async () => {
    const { player, coach } = given()
    const booking = await booked(given())
    const mina = await arrive(given(), coach.person.email, `/bookings/${booking.id}`)
    await mina.page.getByText(/you also owe €3\.50 as a credit/).waitFor()
    await mina.look('cancel-as-coach')
    await coach.person.call(cancelBooking, { params: { id: booking.id }, body: { reason: 'ill' } })
    const credits = async () => (await player.call(listCredits, { query: {} })).balances.map(({ amount }) => amount)
    await eventually(credits).toEqual([350])
    const ada = await arrive(given(), player.email, '/payments')
    await ada.page.getByRole('region', { name: 'Your credit' }).waitFor()
    await ada.look('credit')
    await mina.page.goto('/coach')
    const standing = mina.page.getByRole('region', { name: 'Reliability' })
    await standing.getByText(/^Cancelled late/).waitFor()
    await standing.getByText(/^More than 10 minutes late/).waitFor()
    await mina.look('standing')
  })

  it('lets staff change a rule, for what is booked from then on, and shows who did', async () => {
    const sam = await arrive(given(), demoAdmin.email, '/admin/policy')
    await sam.page.getByLabel('Minutes a slot is held while its player pays').fill('20')
    await sam.page.getByLabel('Why', { exact: true }).fill('Banks have become slow.')
    await sam.look('policy', { thorough: true })
    await sam.page.getByRole('button', { name: 'Put in force' }).click()
    await sam.page.getByText('Version 2', { exact: true }).waitFor()
    await sam.page.getByText('Minutes a slot is held while its player pays: 15 → 20').waitFor()
    expect(await sam.page.getByText(/by Sam|by .*the product/).count()).toBeGreaterThan(0)
  })
})

const booked = (stage: Stage & CoachAndPlayer): Promise<BookingRecord> =>
  bookSession(stage, stage.player, stage.coach, 130)

async function over(stage: Stage & CoachAndPlayer, { id, endsAt }: BookingRecord, state: string): Promise<void> {
  await stage.passUntil(Date.parse(endsAt) + 1_000)
  await eventually(async () => (await stage.player.call(getBooking, { params: { id } })).state).toBe(state)
}
