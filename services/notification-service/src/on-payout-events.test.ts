import { listNotices } from '@ecc/contracts/notifications'
import { payoutFailed, payoutPaid, payoutRequirementsDue } from '@ecc/contracts/payouts'
import { anId, aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { notificationService, type TestedNotifications } from './testing.ts'

let t: TestedNotifications
beforeAll(async () => {
  t = await notificationService({ env: { PUBLIC_URL: 'https://coach.example' } })
})
afterAll(() => t.close())

const noticesOf = async (id: string) => (await t.call(listNotices, {}, { as: aPlayer(id) })).items
const fact = (coachId: string) => ({
  payoutId: anId(),
  coachId,
  amount: { amount: 8_500, currency: 'EUR' as const },
  automatic: true,
})

it('a payout that arrived is told once, with its amount', async () => {
  const coach = t.person()
  const paid = fact(coach.id)
  await t.deliver(payoutPaid, paid)
  await t.deliver(payoutPaid, paid)
  expect(await t.mailsTo(coach.email)).toMatchObject([{ subject: 'Paid out: €85.00' }])
  expect(await noticesOf(coach.id)).toMatchObject([{ kind: 'payment', link: '/coach/earnings' }])
})

it('an amount without cents is written without them', async () => {
  const coach = t.person()
  await t.deliver(payoutPaid, { ...fact(coach.id), amount: { amount: 8_500, currency: 'JPY' } })
  expect((await t.mailsTo(coach.email))[0]?.subject).toBe('Paid out: ¥8,500')
})

it('a payout that came back is told with the reason in plain words and the way out', async () => {
  const coach = t.person()
  await t.deliver(payoutFailed, { ...fact(coach.id), failureCode: 'account_closed' })
  const [mail] = await t.mailsTo(coach.email)
  expect(mail?.subject).toBe('Your payout of €85.00 came back')
  expect(mail?.text).toContain('The bank account is closed.')
  expect(mail?.text).toContain('https://coach.example/coach/earnings')
})

it('what the provider asks for is told with its date on the coach’s clock; a bank account alone is not told twice', async () => {
  const coach = t.person({ timeZone: 'Europe/Berlin' })
  const asked = { coachId: coach.id, requirements: ['individual.verification.document'] }
  await t.deliver(payoutRequirementsDue, { ...asked, requirements: ['external_account'], dueAt: null })
  expect(await t.mailsTo(coach.email)).toEqual([])
  await t.deliver(payoutRequirementsDue, { ...asked, dueAt: '2027-03-15T12:00:00.000Z' })
  const [mail] = await t.mailsTo(coach.email)
  expect(mail?.text).toContain('It stops paying out on Monday, March 15, 2027, 13:00 (Europe/Berlin, GMT+1).')
})

it('a payout of a deleted account tells nobody', async () => {
  const coachId = anId()
  await t.deliver(payoutPaid, fact(coachId))
  expect(await noticesOf(coachId)).toEqual([])
})
