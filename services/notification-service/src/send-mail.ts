import { job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Context } from './config.ts'
import { dueMails, type Mail, markFailed, markSent, takeMail, waitMinutes } from './mail.ts'
import { Refused } from './smtp.ts'

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
