import * as contract from '@ecc/contracts/notifications'
import { notFound } from '@ecc/contracts/problems'
import { handle, raw } from '@ecc/kit'
import type { Context } from './config.ts'
import { findMail, latestMails, type Mail } from './mail.ts'
import { listPage, mailPage } from './mailbox-page.ts'

const maxMails = 100
const headers = {
  'cache-control': 'no-store',
  // The mail's own HTML is shown from here: it may have styles, and nothing else.
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'",
}

/** GET /dev/mailbox: mail that nobody sent, for people at their laptop and for tests. */
export const showMailbox = handle(contract.showMailbox, async ({ query }, ctx: Context) => {
  if (ctx.resources.smtp) throw notFound('Mail goes to the SMTP server')
  if (query.id === undefined) {
    const mails = await latestMails(ctx.sql, query.to, maxMails)
    if (query.as === 'json') return raw('application/json', JSON.stringify(mails.map(toJson)), headers)
    return raw('text/html; charset=utf-8', listPage(mails, query.to), headers)
  }
  const mail = await findMail(ctx.sql, query.id)
  if (!mail) throw notFound()
  return show(mail, query.as)
})

function show(mail: Mail, as: 'html' | 'text' | 'ics' | 'json' | undefined) {
  switch (as) {
    case 'html':
      return raw('text/html; charset=utf-8', mail.html ?? '', headers)
    case 'text':
      return raw('text/plain; charset=utf-8', mail.text ?? '', headers)
    case 'ics':
      if (mail.ics === null) throw notFound()
      return raw('text/calendar; charset=utf-8', mail.ics, headers)
    case 'json':
      return raw('application/json', JSON.stringify(toJson(mail)), headers)
    case undefined:
      return raw('text/html; charset=utf-8', mailPage(mail), headers)
  }
}

function toJson({ id, address, subject, createdAt, text, html, ics }: Mail) {
  return { id, to: address, subject, createdAt, text, html, ics }
}
