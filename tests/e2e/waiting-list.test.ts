/** A full day: a player waits for it, a time comes free, and it is theirs to take. */
import { cancelBooking } from '@ecc/contracts/bookings'
import { saveAvailability } from '@ecc/contracts/coaches'
import { expect, it } from 'vitest'
import { joinAsCoach, joinAsPlayer } from '../../apps/server/src/demo/joining.ts'
import { bookSession } from '../../apps/server/src/demo/living.ts'
import { firstCoach, groundOf } from './ground.ts'
import { mailWith } from './mailbox.ts'
import { logIn, newcomer } from './people.ts'
import { journeys, type Stage } from './stage.ts'

journeys('waiting-list', prepare, (given) => {
  it('holds a time that comes free for the one who waited, and tells them', async () => {
    const stage = given()
    const { coach, holder } = stage
    const booking = await bookSession(stage, holder, coach, 24 * 60)
    const wanda = newcomer('Wanda Waits')
    await joinAsPlayer(stage, { ...wanda, zone: 'Europe/Berlin' })
    const guest = await stage.visitor()
    const { page } = guest
    await logIn(page, wanda)
    await page.goto(`/coaches/${coach.id}`)
    const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', weekday: 'short', day: 'numeric' })
    const [weekday, number] = day.format(new Date(booking.startsAt)).split(/,? /)
    await page.getByRole('button', { name: new RegExp(`^${weekday} ${number} .*no times$`) }).click()
    await guest.look('full-day', { thorough: true })
    await page.getByRole('button', { name: 'Tell me when a time comes free' }).click()
    await page.getByText('You are on the waiting list for this day.').waitFor()

    await page.goto('/bookings')
    const places = page.getByRole('article').filter({ hasText: 'Live coaching' })
    await places.getByText('Waiting', { exact: true }).waitFor()
    await guest.look('waiting')
    await holder.call(cancelBooking, { params: { id: booking.id }, body: {} })
    await page.getByRole('link', { name: /^Take this time with / }).waitFor()
    await guest.look('held-for-you', { thorough: true })
    const mail = await mailWith(stage.base, wanda.email, /came free/)
    expect(mail.text).toContain('/checkout')
    await page.getByRole('link', { name: /^Take this time with / }).click()
    await page.getByRole('heading', { name: 'Pay and confirm' }).waitFor()
  })
})

/** A coach with one time a day, and a player who books. */
async function prepare(stage: Stage) {
  const ground = await groundOf(stage)
  const coach = await joinAsCoach(ground, firstCoach)
  const weekly = [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, start: '12:00', end: '13:00' }))
  await coach.person.call(saveAvailability, { body: { zone: firstCoach.zone, weekly } })
  const holder = await joinAsPlayer(stage, { email: 'holder@example.com', name: 'Hal Holder', zone: 'Europe/Berlin' })
  return { coach, holder }
}
