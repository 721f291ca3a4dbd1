import * as contract from '@ecc/contracts/auth'
import { handle } from '@ecc/kit'
import { accountOf } from './accounts.ts'
import type { AuthContext } from './config.ts'
import { addLink, mailConfirmation } from './email-tokens.ts'

/** POST /auth/resend-confirmation: mails another link; nothing to do when the address is confirmed. */
export const resendConfirmation = handle(contract.resendConfirmation, async ({ caller }, ctx: AuthContext) => {
  await ctx.sql.begin(async (tx) => {
    const account = await accountOf(tx, caller.userId)
    if (account.emailConfirmedAt !== null) return
    await mailConfirmation(tx, account, await addLink(tx, account.id, 'confirm-email', ctx), ctx)
  })
  return null
})
