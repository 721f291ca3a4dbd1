import {
  bookingAccepted,
  bookingCancelled,
  bookingCompleted,
  bookingConfirmed,
  bookingDeclined,
  bookingDisputeClosed,
  bookingDisputeDue,
  bookingDisputed,
  bookingExpired,
  bookingFailed,
  bookingHeld,
  bookingNoShow,
  bookingReleased,
  bookingRequested,
  bookingRescheduleDeclined,
  bookingRescheduled,
  bookingRescheduleProposed,
  bookingResolved,
  bookingStarted,
  bookingUnfulfilled,
} from '@ecc/contracts/bookings'
import { listNotices } from '@ecc/contracts/notifications'
import { anId, aPlayer } from '@ecc/kit/testing'
import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelled, moved, notificationService, type TestedNotifications } from './testing.ts'

let t: TestedNotifications
beforeAll(async () => {
  t = await notificationService()
})
afterAll(() => t.close())

const addressOf = (id: string) => `${id}@example.com`
const noticesOf = async (id: string) => (await t.call(listNotices, {}, { as: aPlayer(id) })).items

function eventIn(ics: string | null) {
  if (ics === null) throw new Error('the mail has no calendar file')
  const calendar = new ICAL.Component(ICAL.parse(ics))
  const component = calendar.getFirstSubcomponent('vevent')
  if (!component) throw new Error('the calendar file has no event')
  return { method: calendar.getFirstPropertyValue('method'), component, event: new ICAL.Event(component) }
}

describe('a confirmed booking', () => {
  it('tells both sides by mail and notice, in their own zone with the other one beside it', async () => {
    const booking = t.booking()
    await t.deliver(bookingConfirmed, booking, { aggregateId: booking.id })
    const [player] = await t.mailsTo(addressOf(booking.playerId))
    const [coach] = await t.mailsTo(addressOf(booking.coachId))
    expect(player?.subject).toBe('Confirmed: Aim training with Cory Coach')
    expect(player?.text).toContain('Tuesday, March 2, 2027, 18:00 to 19:00 (Europe/Berlin, GMT+1)')
    expect(player?.text).toContain('For Cory Coach: Tuesday, March 2, 2027, 12:00 to 13:00 (America/New_York, EST)')
    expect(player?.text).toContain('Paid: €45.00')
    expect(player?.text).toContain(`http://localhost:8080/bookings/${booking.id}`)
    expect(coach?.text).toContain('Tuesday, March 2, 2027, 12:00 to 13:00 (America/New_York, EST)')
    expect(await noticesOf(booking.coachId)).toMatchObject([
      { kind: 'booking', title: 'Pia Player booked Aim training', link: `/bookings/${booking.id}`, readAt: null },
    ])
  })

  it('carries a calendar entry that any client understands and that shows nobody the other address', async () => {
    const booking = t.booking({ sequence: 3 })
    await t.deliver(bookingConfirmed, booking)
    const [mail] = await t.mailsTo(addressOf(booking.playerId))
    const { method, component, event } = eventIn(mail?.ics ?? null)
    expect(method).toBe('REQUEST')
    expect(event.uid).toBe(`${booking.id}@esportcoachconnect`)
    expect(event.sequence).toBe(3)
    expect(event.startDate.toString()).toBe('2027-03-02T17:00:00Z')
    expect(event.endDate.toString()).toBe('2027-03-02T18:00:00Z')
    expect(component.getFirstPropertyValue('url')).toBe(`http://localhost:8080/bookings/${booking.id}`)
    expect(event.organizer).toBe('mailto:no-reply@localhost')
    expect(event.attendees.map((one) => String(one.getFirstValue()).toLowerCase())).toEqual([
      `mailto:${addressOf(booking.playerId)}`,
    ])
    expect(String(component.getFirstSubcomponent('valarm')?.getFirstPropertyValue('trigger'))).toBe('-PT10M')
    expect(mail?.ics).not.toContain(booking.coachId)
  })

  it('shows times on a twelve-hour clock to whoever prefers it', async () => {
    const preferences = { theme: 'system', hourCycle: '12h', emailReminders: true, emailUpdates: true } as const
    const player = t.person({ preferences, locale: 'de' })
    const booking = t.booking({ playerId: player.id })
    await t.deliver(bookingConfirmed, booking)
    const [mail] = await t.mailsTo(player.email)
    expect(mail?.text).toContain('Dienstag, 2. März 2027, 6:00 PM to 7:00 PM (Europe/Berlin, MEZ)')
  })

  it('escapes what people wrote', async () => {
    const coach = t.person({ displayName: `<img src=x onerror="alert('1')">` })
    const booking = t.booking({ coachId: coach.id, offerTitle: 'A & B\r\nBcc: all@example.com' })
    await t.deliver(bookingConfirmed, booking)
    const [mail] = await t.mailsTo(addressOf(booking.playerId))
    expect(mail?.html).not.toContain('<img')
    expect(mail?.html).toContain('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;')
    expect(mail?.html).toContain('A &amp; B')
    expect(mail?.subject).not.toMatch(/[\r\n]/)
  })

  it('is told once, however often the event is delivered', async () => {
    const booking = t.booking()
    const id = anId()
    await t.deliver(bookingConfirmed, booking, { id })
    await t.deliver(bookingConfirmed, booking, { id })
    expect(await t.mailsTo(addressOf(booking.playerId))).toHaveLength(1)
    expect(await noticesOf(booking.playerId)).toHaveLength(1)
  })

  it('is told to the other side when one of the two has deleted the account', async () => {
    const booking = t.booking({ coachId: anId() })
    await t.deliver(bookingConfirmed, booking)
    const [mail] = await t.mailsTo(addressOf(booking.playerId))
    expect(mail?.subject).toBe('Confirmed: Aim training with Former member')
  })

  it('tells nobody when it was cancelled before the event could be processed', async () => {
    const booking = t.booking()
    await t.deliver(bookingCancelled, cancelled(booking))
    await t.deliver(bookingConfirmed, booking)
    const mails = await t.mailsTo(addressOf(booking.playerId))
    expect(mails.map((mail) => mail.subject)).toEqual(['Cancelled: Aim training with Cory Coach'])
  })
})

describe('a booking that a promo code and credit helped to pay', () => {
  const funds = { discount: 1_500, bearer: 'platform' as const, credit: 1_000 }

  it('has its price for each side, and says what goes back to the card and what to the credit', async () => {
    const booking = { ...t.booking(), funds }
    await t.deliver(bookingConfirmed, booking)
    const [paid] = await t.mailsTo(addressOf(booking.playerId))
    const [sold] = await t.mailsTo(addressOf(booking.coachId))
    expect([paid?.text, sold?.text]).toEqual([
      expect.stringContaining('Paid: €45.00'),
      expect.stringContaining('Price: €60.00'),
    ])
    const told = cancelled(booking)
    const back = { amount: 4_500, currency: 'EUR' as const }
    await t.deliver(bookingCancelled, {
      ...told,
      cancellation: told.cancellation && { ...told.cancellation, refund: back },
    })
    const [letter] = await t.mailsTo(addressOf(booking.playerId))
    expect(letter?.text).toContain('€45.00 of €45.00 goes back to you: €35.00 to your card, €10.00 as credit.')
  })
})

describe('a cancelled booking', () => {
  it('tells both sides who, why and what goes back, and takes the calendar entry away', async () => {
    const booking = t.booking()
    await t.deliver(bookingConfirmed, booking)
    await t.deliver(bookingCancelled, cancelled(booking))
    const [player, confirmation] = await t.mailsTo(addressOf(booking.playerId))
    const [coach] = await t.mailsTo(addressOf(booking.coachId))
    expect(player?.text).toContain('You cancelled this session.')
    expect(player?.text).toContain('€22.50 of €45.00 goes back to your card.')
    expect(coach?.text).toContain('Pia Player cancelled this session.')
    expect(coach?.text).toContain('> I am ill <b>')
    const [before, after] = [eventIn(confirmation?.ics ?? null), eventIn(player?.ics ?? null)]
    expect(after.method).toBe('CANCEL')
    expect(after.event.uid).toBe(before.event.uid)
    expect(after.event.sequence).toBeGreaterThan(before.event.sequence)
    expect(after.component.getFirstPropertyValue('status')).toBe('CANCELLED')
  })

  it('tells nobody of a hold that was let go', async () => {
    const booking = t.booking({ state: 'held', confirmedAt: null, sequence: 0 })
    await t.deliver(bookingHeld, booking)
    await t.deliver(bookingCancelled, cancelled(booking))
    expect(await t.mailsTo(addressOf(booking.coachId))).toEqual([])
    expect(await noticesOf(booking.playerId)).toEqual([])
  })
})

describe('a proposed time', () => {
  const proposal = {
    proposedBy: 'player',
    startsAt: '2027-03-05T17:00:00.000Z',
    endsAt: '2027-03-05T18:00:00.000Z',
    expiresAt: '2027-03-02T12:00:00.000Z',
    reason: 'an exam <b>',
  } as const

  it('is put to the other side by mail, in their own zone, and noted for who proposed it', async () => {
    const booking = t.booking({ reschedule: proposal })
    await t.deliver(bookingRescheduleProposed, booking)
    const [mail] = await t.mailsTo(addressOf(booking.coachId))
    expect(mail?.subject).toBe('New time proposed: Aim training with Pia Player')
    expect(mail?.text).toContain('Proposed: Friday, March 5, 2027, 12:00 to 13:00 (America/New_York, EST)')
    expect(mail?.text).toContain(
      'Proposed for Pia Player: Friday, March 5, 2027, 18:00 to 19:00 (Europe/Berlin, GMT+1)',
    )
    expect(mail?.text).toContain('until Tuesday, March 2, 2027, 07:00 (America/New_York, EST)')
    expect(mail?.text).toContain('> an exam <b>')
    expect(mail?.ics).toBeNull()
    expect(await t.mailsTo(addressOf(booking.playerId))).toEqual([])
    for (const id of [booking.playerId, booking.coachId])
      expect(await noticesOf(id)).toMatchObject([{ kind: 'booking', link: `/bookings/${booking.id}` }])
  })

  it.each([
    ['declined', 'player', 'Cory Coach declined the new time. The session stays where it was.'],
    ['withdrawn', 'coach', 'Pia Player took the new time back. The session stays where it was.'],
    ['lapsed', 'player', 'Cory Coach did not answer in time. The session stays where it was.'],
  ] as const)('that is %s is told to the %s by mail, to the other in the app', async (how, side, words) => {
    const booking = t.booking()
    await t.deliver(bookingRescheduleDeclined, { ...booking, ended: { ...proposal, how, why: null } })
    const [told, other] = side === 'player' ? [booking.playerId, booking.coachId] : [booking.coachId, booking.playerId]
    expect((await t.mailsTo(addressOf(told)))[0]?.text).toContain(words)
    expect(await t.mailsTo(addressOf(other))).toEqual([])
    expect(await noticesOf(other)).toHaveLength(1)
  })

  it('that is accepted moves the calendar entry of both', async () => {
    const booking = t.booking()
    await t.deliver(bookingConfirmed, booking)
    await t.deliver(bookingRescheduled, moved(booking, proposal.startsAt, '2027-03-01T12:30:00.000Z'))
    for (const id of [booking.playerId, booking.coachId]) {
      const [mail, first] = await t.mailsTo(addressOf(id))
      expect(mail?.subject).toMatch(/^Moved: Aim training with/)
      const [before, after] = [eventIn(first?.ics ?? null), eventIn(mail?.ics ?? null)]
      expect(after.method).toBe('REQUEST')
      expect(after.event.uid).toBe(before.event.uid)
      expect(after.event.sequence).toBeGreaterThan(before.event.sequence)
      expect(after.event.startDate.toString()).toBe('2027-03-05T17:00:00Z')
    }
    const [player] = await t.mailsTo(addressOf(booking.playerId))
    expect(player?.text).toContain('You accepted the time Cory Coach proposed.')
    expect(player?.text).toContain('Before: Tuesday, March 2, 2027, 18:00 to 19:00 (Europe/Berlin, GMT+1)')
  })
})

describe('a request', () => {
  const request = { expiresAt: '2027-03-02T12:00:00.000Z', acceptedAt: null, declineReason: null }
  const asked = (details: Parameters<typeof t.booking>[0] = {}) =>
    t.booking({ state: 'requested', bookingMode: 'request', confirmedAt: null, request, ...details })
  const subjectsTo = async (id: string) => (await t.mailsTo(addressOf(id))).map(({ subject }) => subject)

  it('is put to the coach with the time to answer, and the player is told that the card is only authorised', async () => {
    const booking = asked()
    await t.deliver(bookingRequested, booking)
    const [coach] = await t.mailsTo(addressOf(booking.coachId))
    expect(coach?.subject).toBe('Pia Player asks for Aim training')
    expect(coach?.text).toContain('Accept or decline until Tuesday, March 2, 2027, 07:00 (America/New_York, EST)')
    expect(coach?.text).toContain(`http://localhost:8080/bookings/${booking.id}`)
    const [player] = await t.mailsTo(addressOf(booking.playerId))
    expect(player?.text).toContain('Your card is authorised and charged only then.')
    expect(player?.ics).toBeNull()
    for (const id of [booking.playerId, booking.coachId]) expect(await noticesOf(id)).toHaveLength(1)
  })

  it('that is accepted is noted for the player; the mail is the confirmation', async () => {
    const accepted = { ...request, acceptedAt: '2027-03-01T13:00:00.000Z' }
    const booking = asked({ state: 'accepted', request: accepted })
    await t.deliver(bookingAccepted, booking)
    expect(await noticesOf(booking.playerId)).toMatchObject([{ title: 'Cory Coach accepted your request' }])
    expect(await subjectsTo(booking.playerId)).toEqual([])
    expect(await noticesOf(booking.coachId)).toEqual([])
  })

  it('that is declined is told to the player with the reason', async () => {
    const booking = asked({ state: 'declined', request: { ...request, declineReason: 'A tournament <b>' } })
    await t.deliver(bookingDeclined, booking)
    const [mail] = await t.mailsTo(addressOf(booking.playerId))
    expect(mail?.text).toContain('Cory Coach cannot take this session. Nothing was charged')
    expect(mail?.text).toContain('> A tournament <b>')
    expect(await noticesOf(booking.coachId)).toEqual([])
  })

  it.each([
    ['was not answered', null, 'Cory Coach did not answer in time.', 0],
    ['could not be charged', '2027-03-01T13:00:00.000Z', 'your card could not be charged any more', 1],
  ])('that %s tells the player that nothing was charged', async (_, acceptedAt, words, mailsToCoach) => {
    const booking = asked({ state: 'expired', request: { ...request, acceptedAt } })
    await t.deliver(bookingExpired, booking)
    const [mail] = await t.mailsTo(addressOf(booking.playerId))
    expect(mail?.text).toContain(words)
    expect(mail?.text).toContain('Nothing was charged')
    expect(await subjectsTo(booking.coachId)).toHaveLength(mailsToCoach)
    expect(await noticesOf(booking.coachId)).toHaveLength(1)
  })

  it('that is withdrawn is told to the coach alone', async () => {
    const booking = asked()
    await t.deliver(bookingCancelled, cancelled(booking))
    expect(await subjectsTo(booking.coachId)).toEqual(['Withdrawn: Aim training with Pia Player'])
    expect(await subjectsTo(booking.playerId)).toEqual([])
  })
})

describe('the other steps of a booking', () => {
  it('an expired hold and a started session tell nobody', async () => {
    const booking = t.booking({ state: 'expired', confirmedAt: null })
    await t.deliver(bookingExpired, booking)
    await t.deliver(bookingStarted, { ...booking, state: 'in_progress', sequence: 2 })
    expect(await t.mailsTo(addressOf(booking.playerId))).toEqual([])
    expect(await noticesOf(booking.coachId)).toEqual([])
  })

  it('a payment that came too late is explained to the player alone', async () => {
    const booking = t.booking({ state: 'expired', confirmedAt: null })
    await t.deliver(bookingUnfulfilled, booking)
    expect(await t.mailsTo(addressOf(booking.playerId))).toMatchObject([{ subject: 'Not booked: Aim training' }])
    expect(await t.mailsTo(addressOf(booking.coachId))).toEqual([])
  })

  it('a completed session asks both for their rating and names the day the money goes', async () => {
    const booking = t.booking({ state: 'completed', sequence: 3, releaseAt: '2027-03-04T18:00:00.000Z' })
    await t.deliver(bookingCompleted, booking)
    const [player] = await t.mailsTo(addressOf(booking.playerId))
    expect(player?.subject).toBe('How was your session with Cory Coach?')
    expect(player?.text).toContain('before Thursday, March 4, 2027, 19:00 (Europe/Berlin, GMT+1)')
    expect(await noticesOf(booking.coachId)).toMatchObject([{ kind: 'rating' }])
  })

  it('asks only in the app whoever wants no updates by mail', async () => {
    const preferences = { theme: 'system', hourCycle: '24h', emailReminders: true, emailUpdates: false } as const
    const player = t.person({ preferences })
    await t.deliver(bookingCompleted, t.booking({ playerId: player.id, state: 'completed', sequence: 3 }))
    expect(await t.mailsTo(player.email)).toEqual([])
    expect(await noticesOf(player.id)).toHaveLength(1)
  })

  it('a no-show says who did not come and who gets the money', async () => {
    const booking = t.booking({ state: 'no_show_coach', sequence: 3 })
    await t.deliver(bookingNoShow, booking)
    const [player] = await t.mailsTo(addressOf(booking.playerId))
    const [coach] = await t.mailsTo(addressOf(booking.coachId))
    expect(player?.text).toContain('Cory Coach did not come to this session. The full price goes back to your card.')
    expect(coach?.text).toContain('You did not come')
  })

  it('a session of a package that did not take place goes back to the package, in every letter', async () => {
    const details = {
      orderId: crypto.randomUUID(),
      orderKind: 'package',
      releaseAt: '2027-03-04T18:00:00.000Z',
    } as const
    const missed = t.booking({ ...details, state: 'no_show_coach', sequence: 3 })
    await t.deliver(bookingNoShow, missed)
    const failed = t.booking({ ...details, state: 'failed', sequence: 3 })
    await t.deliver(bookingFailed, failed)
    const settled = t.booking({ ...details, state: 'resolved', sequence: 5 })
    await t.deliver(bookingResolved, { ...settled, refundPercent: 100 })
    for (const [booking, words] of [
      [missed, 'The session goes back into your package'],
      [failed, 'otherwise the session goes back into your package'],
      [settled, 'Back to your package'],
    ] as const) {
      const [mail] = await t.mailsTo(addressOf(booking.playerId))
      expect(mail?.text).toContain(words)
      expect(mail?.text).not.toContain('back to your card')
    }
  })

  it('a no-show tells who it goes against until when they may contest it, and nobody else', async () => {
    const booking = t.booking({ state: 'no_show_player', releaseAt: '2027-03-04T18:00:00.000Z', sequence: 3 })
    await t.deliver(bookingNoShow, booking)
    const [player] = await t.mailsTo(addressOf(booking.playerId))
    const [coach] = await t.mailsTo(addressOf(booking.coachId))
    expect(player?.text).toContain('If that is not what happened, say so')
    expect(coach?.text).not.toContain('If that is not what happened')
  })

  it('a technical failure offers the player another time, and tells the coach so', async () => {
    const booking = t.booking({ state: 'failed', releaseAt: '2027-03-04T18:00:00.000Z', sequence: 3 })
    await t.deliver(bookingFailed, booking)
    const [player] = await t.mailsTo(addressOf(booking.playerId))
    const [coach] = await t.mailsTo(addressOf(booking.coachId))
    expect(player?.text).toContain('You can choose another time for free until')
    expect(coach?.text).toContain('The player can choose another time')
  })

  it('an outcome that the coach contests is told as theirs', async () => {
    const booking = t.booking({ state: 'disputed', sequence: 4 })
    await t.deliver(bookingDisputed, { ...booking, openedBy: 'coach' })
    const [player] = await t.mailsTo(addressOf(booking.playerId))
    const [coach] = await t.mailsTo(addressOf(booking.coachId))
    expect(player?.text).toContain('Cory Coach reported a problem')
    expect(coach?.text).toContain('Your report has arrived')
  })

  it('released money is a notice to the coach alone', async () => {
    const booking = t.booking({ state: 'released', sequence: 4 })
    await t.deliver(bookingReleased, booking)
    expect(await noticesOf(booking.coachId)).toMatchObject([{ kind: 'payment', link: '/coach/earnings' }])
    expect(await noticesOf(booking.playerId)).toEqual([])
    expect(await t.mailsTo(addressOf(booking.coachId))).toEqual([])
  })

  it('an answer that is due is told to who has to give it, the end of evidence to both, with the way there', async () => {
    const booking = t.booking({ state: 'disputed', sequence: 4 })
    const due = { ...booking, openedBy: 'player' as const, until: '2027-03-04T12:00:00.000Z' }
    await t.deliver(bookingDisputeDue, { ...due, step: 'answer' })
    expect(await t.mailsTo(addressOf(booking.playerId))).toEqual([])
    const [asked] = await t.mailsTo(addressOf(booking.coachId))
    expect(asked?.text).toContain('Answer until Thursday, March 4, 2027, 07:00 (America/New_York, EST)')
    expect(await noticesOf(booking.coachId)).toMatchObject([{ link: `/bookings/${booking.id}/dispute` }])
    await t.deliver(bookingDisputeDue, { ...due, step: 'evidence' })
    expect(await t.mailsTo(addressOf(booking.playerId))).toHaveLength(1)
    expect(await t.mailsTo(addressOf(booking.coachId))).toHaveLength(2)
  })

  it('a dispute that is taken back, or ends in another time, says that no money moves', async () => {
    const booking = t.booking({ state: 'completed', sequence: 5 })
    await t.deliver(bookingDisputeClosed, { ...booking, openedBy: 'coach', how: 'withdrawn' })
    await t.deliver(bookingDisputeClosed, { ...booking, openedBy: 'coach', how: 'reschedule' })
    const [again, back] = await t.mailsTo(addressOf(booking.playerId))
    expect(back?.text).toContain('Cory Coach took the report back')
    expect(again?.text).toContain('You can choose one for free')
  })

  it('a dispute and its settlement are told to both', async () => {
    const booking = t.booking({ state: 'disputed', sequence: 4 })
    await t.deliver(bookingDisputed, booking)
    const words = 'A third of the hour had no sound.'
    await t.deliver(bookingResolved, {
      ...booking,
      state: 'resolved',
      sequence: 5,
      refundPercent: 33,
      how: 'ruled',
      words,
    })
    const [settled, reported] = await t.mailsTo(addressOf(booking.coachId))
    expect(reported?.text).toContain('Pia Player reported a problem')
    expect(settled?.text).toContain(words)
    expect(settled?.text).toContain('Back to the player: €14.85')
    expect(settled?.text).toContain('To you, less the commission: €30.15')
    expect(await t.mailsTo(addressOf(booking.playerId))).toHaveLength(2)
  })
})
