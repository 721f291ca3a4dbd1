import { accountMailRequested } from '@ecc/contracts/auth'
import { bookingConfirmed } from '@ecc/contracts/bookings'
import { showMailbox } from '@ecc/contracts/notifications'
import { notFound } from '@ecc/contracts/problems'
import { anId } from '@ecc/kit/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { forgetOld } from './forget-old.ts'
import type { Mail } from './mail.ts'
import { type MailServer, mailServer } from './smtp.testing.ts'
import { retryMails, sendMail } from './tell-people.ts'
import { notificationService, type TestedNotifications } from './testing.ts'

let server: MailServer
let t: TestedNotifications
beforeEach(async () => {
  server = await mailServer()
  t = await notificationService({ env: { SMTP_URL: server.url, MAIL_MAX_ATTEMPTS: '3' } })
})
afterEach(async () => {
  await t.close()
  await server.close()
})

const mailRow = () => t.sql.one<Mail & { lastError: string | null }>`select * from mails`
async function askForMail() {
  const request = { userId: anId(), email: 'ada@example.com', kind: 'already-registered', token: null } as const
  await t.deliver(accountMailRequested, request)
  await t.settle()
}

it('gives a mail to the server with a stable Message-ID and then forgets its content', async () => {
  await askForMail()
  const mail = await mailRow()
  expect(mail).toMatchObject({ state: 'sent', attempts: 1, text: null, html: null })
  expect(server.taken).toHaveLength(1)
  expect(server.taken[0]).toContain(`Message-ID: <${mail.id}@localhost>`)
  expect(server.taken[0]).toContain('To: ada@example.com')
  expect(server.taken[0]).toContain('Content-Type: text/plain')
  expect(server.taken[0]).toContain('Content-Type: text/html')
})

it('sends the calendar entry as a part that mail clients act on', async () => {
  await t.deliver(bookingConfirmed, t.booking())
  await t.settle()
  expect(server.taken).toHaveLength(2)
  expect(server.taken[0]).toMatch(/Content-Type: text\/calendar; charset=utf-8; method=REQUEST/i)
})

it('tries again, ever later, when the server is busy', async () => {
  server.answers.push('451 busy', '451 busy')
  await askForMail()
  expect(await mailRow()).toMatchObject({ state: 'queued', attempts: 1, lastError: expect.stringContaining('451') })
  await t.clock.advance({ minutes: 1.1 })
  expect(await mailRow()).toMatchObject({ state: 'queued', attempts: 2 })
  await t.clock.advance({ minutes: 1.1 })
  expect(await mailRow()).toMatchObject({ attempts: 2 })
  await t.clock.advance({ minutes: 1 })
  expect(await mailRow()).toMatchObject({ state: 'sent', attempts: 3, lastError: null })
  expect(server.taken).toHaveLength(1)
})

it('gives a mail up that the server refuses for good', async () => {
  server.answers.push('550 no such person')
  await askForMail()
  expect(await mailRow()).toMatchObject({ state: 'failed', attempts: 1, lastError: expect.stringContaining('550') })
})

it('gives a mail up after the last try', async () => {
  server.answers.push('451 busy', '451 busy', '451 busy')
  await askForMail()
  for (const minutes of [1.1, 2.1]) await t.clock.advance({ minutes })
  expect(await mailRow()).toMatchObject({ state: 'failed', attempts: 3 })
})

it('keeps a mail while the server is away, and shows the service as degraded', async () => {
  await server.close()
  await askForMail()
  expect(await mailRow()).toMatchObject({ state: 'queued' })
  expect(await t.resources.health()).toMatchObject([{ name: 'smtp', status: 'degraded' }])
})

it('sends a mail once when its job runs twice at the same time', async () => {
  server.answers.push('451 busy')
  await askForMail()
  await t.sql`update mails set next_attempt_at = ${t.clock.now()}`
  const { id: mailId } = await mailRow()
  await Promise.all([1, 2, 3].map(() => sendMail.run({ mailId }, t.ctx)))
  expect(server.taken).toHaveLength(1)
})

it('finds mails again whose process died during a try', async () => {
  server.answers.push('451 busy')
  await askForMail()
  await t.sql`update mails set next_attempt_at = ${t.clock.now()}`
  await retryMails.run({}, t.ctx)
  await t.settle()
  expect(await mailRow()).toMatchObject({ state: 'sent' })
})

it('shows no mailbox page', async () => {
  await expect(t.call(showMailbox)).rejects.toSatisfy(notFound.is)
})

it('forgets mails and notices after their time, but never one that still waits', async () => {
  server.answers.push('451 busy')
  await t.deliver(bookingConfirmed, t.booking())
  await t.settle()
  await t.sql`update mails set created_at = created_at - interval '31 days'`
  await t.sql`update notices set created_at = created_at - interval '181 days'`
  await forgetOld.run({}, t.ctx)
  expect(await t.sql`select state from mails`).toEqual([{ state: 'queued' }])
  expect(await t.sql`select id from notices`).toEqual([])
})
