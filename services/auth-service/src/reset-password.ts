import * as contract from '@ecc/contracts/auth'
import { handle } from '@ecc/kit'
import { accountOf, confirmAddress, setPasswordHash } from './accounts.ts'
import { isEasyToGuess } from './common-password.ts'
import type { AuthContext } from './config.ts'
import { linkOf, requestMail, useLink, useUpLinks } from './email-tokens.ts'
import { forgetDevices } from './known-devices.ts'
import { forgetAttempts } from './login-attempts.ts'
import { endAllLogins } from './logins.ts'
import { hashPassword } from './passwords.ts'
import { clearTokenCookie } from './signed-in.ts'

/**
 * POST /auth/reset-password: sets a new password and ends every login. Whoever has the link reads the mailbox, so the
 * address is confirmed as well. A password refused as too common leaves the link good.
 */
export const resetPassword = handle(contract.resetPassword, async ({ body, http }, ctx: AuthContext) => {
  const { accountId, usedAt } = await linkOf(ctx.sql, body.token, 'reset-password', ctx)
  if (usedAt !== null) throw contract.linkRejected()
  const { email } = await accountOf(ctx.sql, accountId)
  if (isEasyToGuess(body.password, { email })) throw contract.passwordTooCommon()
  const passwordHash = await hashPassword(body.password, ctx)

  await ctx.sql.begin(async (tx) => {
    if (!(await useLink(tx, body.token, ctx))) throw contract.linkRejected()
    await useUpLinks(tx, accountId, 'reset-password', ctx)
    await setPasswordHash(tx, accountId, passwordHash)
    await confirmAddress(tx, accountId, ctx)
    await endAllLogins(tx, accountId, 'password-reset', ctx)
    await forgetDevices(tx, accountId)
    await forgetAttempts(tx, email, http)
    await requestMail(tx, await accountOf(tx, accountId), 'password-changed', null, ctx)
  })
  clearTokenCookie(http)
  return null
})
