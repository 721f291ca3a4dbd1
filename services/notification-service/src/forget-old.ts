import { job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Context } from './config.ts'
import { forgetMails } from './mail.ts'
import { forgetNotices } from './notice.ts'

const batch = 1_000
const dayMs = 86_400_000

/** Every night: removes mails and notices that are older than they are to be kept, a thousand at a time. */
export const forgetOld = job(
  'forget-old',
  Type.Object({}),
  async (_, ctx: Context) => {
    const ago = (days: number) => new Date(ctx.now().getTime() - days * dayMs)
    while ((await forgetMails(ctx.sql, ago(ctx.config.MAIL_KEEP_DAYS), batch)) === batch);
    while ((await forgetNotices(ctx.sql, ago(ctx.config.NOTICE_KEEP_DAYS), batch)) === batch);
  },
  { cron: '17 3 * * *' },
)
