import { Email } from '@ecc/contracts/vocabulary'
import { job } from '@ecc/kit'
import { Type } from 'typebox'
import { claimantsOf, ownerOf } from './accounts.ts'
import type { AuthContext } from './config.ts'
import { addLink, requestMail } from './email-tokens.ts'

/** Mails the address's owner, else the latest account that waits for it, a link to set a new password. */
export const mailPasswordLink = job(
  'mail-password-link',
  Type.Object({ email: Email }),
  async ({ email }, ctx: AuthContext) => {
    await ctx.sql.begin(async (tx) => {
      const account = (await ownerOf(tx, email)) ?? (await claimantsOf(tx, email))[0]
      const token = account && (await addLink(tx, account.id, 'reset-password', ctx))
      if (token) await requestMail(tx, account, 'reset-password', token, ctx)
    })
  },
)
