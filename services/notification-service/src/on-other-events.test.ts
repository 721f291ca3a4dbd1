import { coachStandingChanged } from '@ecc/contracts/aftermath'
import { accountMailRequested, listAdmins } from '@ecc/contracts/auth'
import { bookingExpired } from '@ecc/contracts/bookings'
import { disputeAssigned, disputeOverdue } from '@ecc/contracts/disputes'
import { externalCalendarFailing } from '@ecc/contracts/external-calendars'
import { listNotices } from '@ecc/contracts/notifications'
import { paymentRefunded } from '@ecc/contracts/payments'
import { ratingPublished } from '@ecc/contracts/ratings'
import { documentIssued } from '@ecc/contracts/receipts'
import { guardianConsentGiven, guardianConsentRequested } from '@ecc/contracts/users'
import { coachApproved, coachRejected } from '@ecc/contracts/verifications'
import { waitingOffered } from '@ecc/contracts/waiting-list'
import { anId, aPlayer, fake } from '@ecc/kit/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { notificationService, type TestedNotifications } from './testing.ts'

let t: TestedNotifications
/** The ids of staff, as auth-service knows them. */
let staff: string[] = []
beforeAll(async () => {
  t = await notificationService({
    env: { PUBLIC_URL: 'https://coach.example' },
    fakes: [fake(listAdmins, async () => ({ ids: staff }))],
  })
})
afterAll(() => t.close())

const noticesOf = async (id: string) => (await t.call(listNotices, {}, { as: aPlayer(id) })).items
const anAddress = () => `${anId()}@example.com`
const token = 'one-use/token+with&signs-0123456789'

it('a refund is told to the player, even before the booking itself is known here', async () => {
  const { id: bookingId, playerId, coachId } = t.booking()
  const amount = { amount: 1250, currency: 'EUR' } as const
  await t.deliver(paymentRefunded, {
    paymentId: anId(),
    orderId: bookingId,
    orderKind: 'booking',
    bookingId,
    playerId,
    coachId,
    amount,
  })
  expect(await t.mailsTo(`${playerId}@example.com`)).toMatchObject([{ subject: 'Refund: €12.50 for Aim training' }])
  expect(await noticesOf(playerId)).toMatchObject([{ kind: 'payment' }])
  expect(await noticesOf(coachId)).toEqual([])
})

it('a refund names its credit note, and leads to the receipt', async () => {
  const { id: bookingId, playerId, coachId } = t.booking()
  const paymentId = anId()
  const amount = { amount: 1250, currency: 'EUR' } as const
  const about = { paymentId, orderId: bookingId, orderKind: 'booking', bookingId, playerId, coachId, amount } as const
  await t.deliver(paymentRefunded, { ...about, creditNoteNumber: 'C-2027-000042' })
  const [mail] = await t.mailsTo(`${playerId}@example.com`)
  expect(mail?.text).toContain('C-2027-000042')
  expect(mail?.text).toContain(`https://coach.example/payments/${paymentId}/receipt`)
})

it('a receipt is told to the payer by its number, once; other documents are not mailed', async () => {
  const { playerId } = t.booking()
  const paymentId = anId()
  const total = { amount: 4500, currency: 'EUR' } as const
  const about = {
    paymentId,
    orderId: anId(),
    orderKind: 'booking',
    bookingId: null,
    recipientId: playerId,
    total,
  } as const
  const receipt = { ...about, id: anId(), kind: 'receipt', number: 'R-2027-000007' } as const
  const id = anId()
  for (let i = 0; i < 2; i++) await t.deliver(documentIssued, receipt, { id })
  await t.deliver(documentIssued, { ...about, id: anId(), kind: 'credit-note', number: 'C-2027-000001' })
  const mails = await t.mailsTo(`${playerId}@example.com`)
  expect(mails).toMatchObject([{ subject: 'Receipt R-2027-000007: €45.00' }])
  expect(mails[0]?.text).toContain(`https://coach.example/payments/${paymentId}/receipt`)
})

it('a refund that is credit again says so', async () => {
  const { id: bookingId, playerId, coachId } = t.booking()
  const payment = { paymentId: anId(), orderId: bookingId, orderKind: 'booking' as const, bookingId, playerId, coachId }
  await t.deliver(paymentRefunded, { ...payment, amount: { amount: 1250, currency: 'EUR' }, to: 'credit' })
  const [mail] = await t.mailsTo(`${playerId}@example.com`)
  expect(mail?.text).toContain('€12.50 for Aim training is your credit again.')
})

it('a published rating is a notice to the side it is about', async () => {
  const booking = t.booking()
  const rating = { id: anId(), bookingId: booking.id, stars: 4, subScores: {}, createdAt: '2027-03-01T12:00:00.000Z' }
  const published = { ...rating, comment: 'Great <3', publishedAt: '2027-03-01T12:00:00.000Z' }
  await t.deliver(ratingPublished, { ...published, by: 'player' })
  expect(await noticesOf(booking.coachId)).toMatchObject([
    { title: 'Pia Player rated your session', body: '4 of 5 stars: Great <3' },
  ])
  expect(await noticesOf(booking.playerId)).toEqual([])
})

it('a time that came free is told to the one who waited, until when it is theirs, and not to the coach', async () => {
  const booking = t.booking({ state: 'held', confirmedAt: null, holdExpiresAt: '2027-03-01T12:15:00.000Z' })
  await t.deliver(waitingOffered, { waitingId: anId(), booking })
  expect(await t.mailsTo(`${booking.playerId}@example.com`)).toMatchObject([
    { subject: expect.stringMatching(/^A time with Cory Coach came free: yours until (13:15|1:15 PM)$/) },
  ])
  expect(await noticesOf(booking.playerId)).toMatchObject([{ link: `/bookings/${booking.id}/checkout` }])
  expect(await noticesOf(booking.coachId)).toEqual([])
})

it('a time that came free and lapsed before the news arrived is told to nobody', async () => {
  const booking = t.booking({ state: 'held', confirmedAt: null })
  await t.deliver(bookingExpired, { ...booking, state: 'expired', sequence: booking.sequence + 1 })
  await t.deliver(waitingOffered, { waitingId: anId(), booking })
  expect(await noticesOf(booking.playerId)).toEqual([])
})

it('approval and rejection of a profile reach the coach by mail and notice', async () => {
  const coach = t.person()
  await t.deliver(coachRejected, { coachId: coach.id, reason: 'The photo shows a <cat>' })
  await t.deliver(coachApproved, { coachId: coach.id })
  const [approved, rejected] = await t.mailsTo(coach.email)
  expect(approved?.subject).toBe('Your coach profile is public')
  expect(rejected?.html).toContain('The photo shows a &lt;cat&gt;')
  expect(await noticesOf(coach.id)).toMatchObject([{ kind: 'coach' }, { kind: 'coach' }])
})

it('a calendar that cannot be read is told to its coach, with what that means', async () => {
  const coach = t.person({ timeZone: 'Europe/Berlin' })
  const calendar = { coachId: coach.id, calendarId: anId(), name: 'Family <3', lastSyncAt: '2027-02-27T09:00:00.000Z' }
  await t.deliver(externalCalendarFailing, { ...calendar, error: 'There is no feed at that address (404)' })
  const [mail] = await t.mailsTo(coach.email)
  expect(mail?.subject).toBe('Your calendar "Family <3" cannot be read')
  expect(mail?.text).toContain('It was last read on Saturday, February 27, 2027, 10:00 (Europe/Berlin, GMT+1).')
  expect(await noticesOf(coach.id)).toMatchObject([{ kind: 'coach', link: '/coach/hours' }])
})

it('a coach who is hidden from search is told why and until when, and when they are shown again', async () => {
  const coach = t.person({ timeZone: 'UTC', locale: 'en' })
  const hidden = { coachId: coach.id, hidden: true, hiddenUntil: '2027-03-10T11:00:00.000Z', banned: false }
  await t.deliver(coachStandingChanged, { ...hidden, reason: '2 missed sessions in 365 days' })
  await t.deliver(coachStandingChanged, { ...hidden, hidden: false, hiddenUntil: null, reason: null })
  await t.deliver(coachStandingChanged, { ...hidden, banned: true, hiddenUntil: null, reason: '5 missed sessions' })
  expect(await noticesOf(coach.id)).toMatchObject([
    { title: 'You can no longer be booked', body: 'The reason: 5 missed sessions.' },
    { title: 'You are shown in search again' },
    { title: expect.stringMatching(/^You are hidden from search until Wednesday, March 10, 2027/) },
  ])
})

it('a decision about a deleted account tells nobody', async () => {
  const coachId = anId()
  await t.deliver(coachApproved, { coachId })
  expect(await noticesOf(coachId)).toEqual([])
})

it('a guardian is asked by mail, once a link, and the name given stays a name', async () => {
  const email = anAddress()
  const request = { userId: anId(), displayName: '<b>Kim</b>', email, token }
  await t.deliver(guardianConsentRequested, request)
  await t.deliver(guardianConsentRequested, request)
  const [mail, ...others] = await t.mailsTo(email)
  expect(others).toEqual([])
  expect(mail?.subject).not.toContain('Kim')
  expect(mail?.html).toContain('&lt;b&gt;Kim&lt;/b&gt;')
  expect(mail?.text).toContain(`https://coach.example/guardian-consent?token=${encodeURIComponent(token)}`)
  expect(mail?.text).toContain('somebody gave your address as that of a parent or guardian')
  expect(await noticesOf(request.userId)).toEqual([])
})

it('a player is told that the guardian has agreed', async () => {
  const player = t.person()
  await t.deliver(guardianConsentGiven, { userId: player.id })
  expect(await t.mailsTo(player.email)).toMatchObject([{ subject: 'Your guardian has agreed' }])
  expect(await noticesOf(player.id)).toMatchObject([{ kind: 'account', title: 'Your guardian has agreed' }])
})

it('a new account is sent the link that confirms its address, once', async () => {
  const userId = anId()
  const email = anAddress()
  await t.deliver(accountMailRequested, { userId, email, kind: 'confirm-email', token })
  await t.deliver(accountMailRequested, { userId, email, kind: 'confirm-email', token })
  const mails = await t.mailsTo(email)
  expect(mails).toHaveLength(1)
  expect(mails[0]?.text).toContain(`https://coach.example/confirm-email?token=${encodeURIComponent(token)}`)
})

it.each([
  ['reset-password', token, `https://coach.example/reset-password?token=${encodeURIComponent(token)}`],
  ['already-registered', null, 'https://coach.example/login'],
  ['password-changed', null, 'changed on Monday, March 1, 2027, 12:00 PM (UTC)'],
  ['login-ended-reuse', null, 'https://coach.example/forgot-password'],
] as const)('sends the mail %s', async (kind, itsToken, expected) => {
  const email = anAddress()
  await t.deliver(accountMailRequested, { userId: anId(), email, kind, token: itsToken })
  const mails = await t.mailsTo(email)
  expect(mails).toHaveLength(1)
  expect(mails[0]?.text).toContain(expected)
})

it('tells when the password was changed in the zone of its owner', async () => {
  const owner = t.person({ timeZone: 'Asia/Tokyo' })
  await t.deliver(accountMailRequested, { userId: owner.id, email: owner.email, kind: 'password-changed', token: null })
  expect((await t.mailsTo(owner.email))[0]?.text).toContain('21:00 (Asia/Tokyo, GMT+9)')
})

it('a ruling that is overdue is told to all of staff, with the way to the case', async () => {
  const [one, other] = [t.person(), t.person()]
  staff = [one.id, other.id]
  const bookingId = anId()
  await t.deliver(disputeOverdue, {
    bookingId,
    offerTitle: 'Aim training',
    ruleBy: '2027-03-01T09:00:00.000Z',
    takenBy: null,
  })
  for (const { id, email } of [one, other]) {
    expect(await noticesOf(id)).toMatchObject([{ link: `/admin/disputes/${bookingId}` }])
    expect(await t.mailsTo(email)).toMatchObject([{ subject: 'Overdue: the ruling on Aim training' }])
  }
})

it('a dispute that was handed over is told to who has it now, with by whom and until when', async () => {
  const [by, to] = [t.person({ displayName: 'Sam Berg' }), t.person({ timeZone: 'Europe/Berlin' })]
  const bookingId = anId()
  const ruleBy = '2027-03-05T09:00:00.000Z'
  const assigned = { bookingId, offerTitle: 'Aim training', ruleBy, byId: by.id, toId: to.id }
  const id = anId()
  for (let i = 0; i < 2; i++) await t.deliver(disputeAssigned, assigned, { id })
  expect(await noticesOf(to.id)).toMatchObject([
    { title: 'A dispute for you: Aim training', link: `/admin/disputes/${bookingId}` },
  ])
  const [mail] = await t.mailsTo(to.email)
  expect(mail?.text).toMatch(/^Sam Berg handed you the dispute about Aim training\. The ruling is due by .*10:00/m)
  expect(await noticesOf(by.id)).toEqual([])
})
