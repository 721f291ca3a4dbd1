import type { Queryable, Tx } from '@ecc/kit'
import type { Method } from './calendar.ts'

/** A mail as it stands in the table. Content is null once it was sent. */
export interface Mail {
  id: string
  address: string
  subject: string
  html: string | null
  text: string | null
  ics: string | null
  icsMethod: Method | null
  state: 'kept' | 'queued' | 'sent' | 'failed'
  attempts: number
  createdAt: string
}

/** A mail to be sent once; `key` names what it is about. */
export interface NewMail {
  id: string
  key: string
  address: string
  subject: string
  html: string
  text: string
  ics: string | null
  icsMethod: Method | null
}

/** How long one try may take before another process may try; longer than all time limits of a try together. */
const tryLimitMs = 120_000

/** Adds a mail, `queued` for the mail server or `kept` for the mailbox page; false when this address had it before. */
export async function addMail(tx: Tx, mail: NewMail, state: 'kept' | 'queued', at: Date): Promise<boolean> {
  const rows = await tx`
    insert into mails (id, key, address, subject, html, text, ics, ics_method, state, next_attempt_at, created_at)
    values (${mail.id}, ${mail.key}, ${mail.address}, ${mail.subject}, ${mail.html}, ${mail.text}, ${mail.ics},
            ${mail.icsMethod}, ${state}, ${state === 'queued' ? at : null}, ${at})
    on conflict on constraint mailed_once do nothing
    returning id`
  return rows.length > 0
}

/**
 * Takes a queued mail for one try; undefined when it is not due, was sent, or is being tried elsewhere. When the process
 * dies during the try, the mail is due again after two minutes.
 */
export async function takeMail(db: Queryable, id: string, at: Date): Promise<Mail | undefined> {
  return db.first<Mail>`
    update mails set attempts = attempts + 1, next_attempt_at = ${new Date(at.getTime() + tryLimitMs)}
     where id = ${id} and state = 'queued' and next_attempt_at <= ${at}
    returning id, address, subject, html, text, ics, ics_method, state, attempts, created_at`
}

/** The server took it. The content goes, because it may hold one-use links. */
export async function markSent(db: Queryable, id: string, at: Date): Promise<void> {
  await db`
    update mails set state = 'sent', sent_at = ${at}, next_attempt_at = null, last_error = null,
                     html = null, text = null, ics = null
     where id = ${id} and state = 'queued'`
}

/** The try failed; `nextAttemptAt` null gives the mail up. */
export async function markFailed(db: Queryable, id: string, error: string, nextAttemptAt: Date | null): Promise<void> {
  await db`
    update mails set state = ${nextAttemptAt ? 'queued' : 'failed'}, next_attempt_at = ${nextAttemptAt}, last_error = ${error}
     where id = ${id} and state = 'queued'`
}

/** The ids of mails that are due and not being tried, the longest waiting first. */
export async function dueMails(db: Queryable, at: Date, limit: number): Promise<string[]> {
  const rows = await db<{ id: string }>`
    select id from mails where state = 'queued' and next_attempt_at <= ${at} order by next_attempt_at limit ${limit}`
  return rows.map((row) => row.id)
}

/** Minutes to wait after the n-th failed try: 1, 2, 4 ... at most 6 hours. */
export function waitMinutes(attempts: number): number {
  return Math.min(2 ** (attempts - 1), 360)
}

/** Mails newest first, at most `limit`, for the mailbox page. */
export async function latestMails(db: Queryable, address: string | undefined, limit: number): Promise<Mail[]> {
  const to = address === undefined ? db.part`` : db.part`where lower(address) = lower(${address})`
  return db<Mail>`
    select id, address, subject, html, text, ics, ics_method, state, attempts, created_at
      from mails ${to} order by id desc limit ${limit}`
}

/** One mail, for the mailbox page. */
export async function findMail(db: Queryable, id: string): Promise<Mail | undefined> {
  return db.first<Mail>`
    select id, address, subject, html, text, ics, ics_method, state, attempts, created_at from mails where id = ${id}`
}

/** Removes up to `limit` mails made before `before`, except those still waiting; answers how many. */
export async function forgetMails(db: Queryable, before: Date, limit: number): Promise<number> {
  const rows = await db`
    delete from mails where id in (
      select id from mails where created_at < ${before} and state <> 'queued' limit ${limit}) returning id`
  return rows.length
}
