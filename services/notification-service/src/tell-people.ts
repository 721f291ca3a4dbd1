import type { BookingRecord } from '@ecc/contracts/bookings'
import type { LiveMessage } from '@ecc/contracts/notifications'
import type { Preferences } from '@ecc/contracts/users'
import { job, type Tx } from '@ecc/kit'
import { Type } from 'typebox'
import type { Context } from './config.ts'
import type { Letter } from './letter.ts'
import { liveChannel } from './live-sockets.ts'
import { addMail, dueMails, type Mail, markFailed, markSent, takeMail, waitMinutes } from './mail.ts'
import { renderMail } from './mail-layout.ts'
import { addNotice } from './notice.ts'
import { Refused } from './smtp.ts'

/** A letter to somebody. `key` names what it is about: the same key is never told twice to the same person. */
export interface Telling {
  key: string
  letter: Letter
  to: { id: string; email: string; preferences?: Preferences }
}

/** Adds the notice and the mail of each telling; what is live is pushed once the transaction is committed. */
export async function tellPeople(tx: Tx, ctx: Context, tellings: readonly Telling[]): Promise<void> {
  for (const { key, letter, to } of tellings) {
    if (letter.notice) {
      const notice = await addNotice(tx, { ...letter.notice, id: ctx.id(), userId: to.id, key }, ctx.now())
      if (notice) tx.afterCommit(() => push(ctx, to.id, { type: 'notice', notice }))
    }
    if (wantsMail(letter, to.preferences)) await postMail(tx, ctx, key, letter, to.email)
  }
}

/** Tells the browsers of both people that a booking changed, once the transaction is committed. */
export function pushBooking(tx: Tx, ctx: Context, booking: BookingRecord): void {
  const message: LiveMessage = { type: 'booking', bookingId: booking.id, state: booking.state }
  tx.afterCommit(() => {
    push(ctx, booking.playerId, message)
    push(ctx, booking.coachId, message)
  })
}

function push(ctx: Context, userId: string, message: LiveMessage): void {
  ctx.fanOut.publish(liveChannel(userId), message)
}

function wantsMail(letter: Letter, preferences: Preferences | undefined): boolean {
  if (letter.mail === 'never') return false
  if (letter.mail === 'always' || !preferences) return true
  return letter.mail === 'reminders' ? preferences.emailReminders : preferences.emailUpdates
}

const reasons = {
  always: 'You get this because it is about your account or a session of yours.',
  reminders: 'You get this because reminders by e-mail are on. Change it in your settings.',
  updates: 'You get this because updates by e-mail are on. Change it in your settings.',
  never: '',
}

async function postMail(tx: Tx, ctx: Context, key: string, letter: Letter, address: string): Promise<void> {
  const id = ctx.id()
  const content = renderMail(letter, {
    publicUrl: ctx.config.PUBLIC_URL,
    because: letter.because ?? reasons[letter.mail],
  })
  const mail = {
    id,
    key,
    address,
    subject: letter.subject,
    ...content,
    ics: letter.ics?.content ?? null,
    icsMethod: letter.ics?.method ?? null,
  }
  const toServer = ctx.resources.smtp !== null
  const isNew = await addMail(tx, mail, toServer ? 'queued' : 'kept', ctx.now())
  if (isNew && toServer) await ctx.addJob(tx, sendMail, { mailId: id })
}

/** Gives one queued mail to the mail server. A try that fails is repeated ever later, then given up. */
export const sendMail = job('send-mail', Type.Object({ mailId: Type.String() }), async ({ mailId }, ctx: Context) => {
  const { smtp } = ctx.resources
  if (!smtp) return // the server was taken out of the configuration; the mail waits until there is one again
  const mail = await takeMail(ctx.sql, mailId, ctx.now())
  if (!mail) return
  const { html, text } = mail
  if (html === null || text === null) throw new Error(`mail ${mailId} is queued without content`)
  try {
    await smtp.send({ ...mail, html, text })
    await markSent(ctx.sql, mailId, ctx.now())
  } catch (error) {
    await tryAgain(mail, error, ctx)
  }
})

/** Every five minutes: finds mails that are due without a job, e.g. because the process died during a try. */
export const retryMails = job(
  'retry-mails',
  Type.Object({}),
  async (_, ctx: Context) => {
    if (!ctx.resources.smtp) return
    const ids = await dueMails(ctx.sql, ctx.now(), 200)
    await ctx.sql.begin(async (tx) => {
      for (const mailId of ids) await ctx.addJob(tx, sendMail, { mailId }, { key: `send-mail:${mailId}` })
    })
  },
  { cron: '*/5 * * * *' },
)

async function tryAgain(mail: Mail, error: unknown, ctx: Context): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error)
  const isOver = error instanceof Refused || mail.attempts >= ctx.config.MAIL_MAX_ATTEMPTS
  const nextAttemptAt = isOver ? null : new Date(ctx.now().getTime() + waitMinutes(mail.attempts) * 60_000)
  ctx.log.warn({ mailId: mail.id, attempts: mail.attempts, reason, nextAttemptAt }, 'mail not sent')
  await ctx.sql.begin(async (tx) => {
    await markFailed(tx, mail.id, reason, nextAttemptAt)
    if (nextAttemptAt) {
      await ctx.addJob(tx, sendMail, { mailId: mail.id }, { runAt: nextAttemptAt, key: `send-mail:${mail.id}` })
    }
  })
}
