import * as contract from '@ecc/contracts/auth'
import { handle } from '@ecc/kit'
import type { AuthContext } from './config.ts'
import { mailPasswordLink } from './mail-password-link.ts'

/** POST /auth/forgot-password: asks for a link. A job looks for the account, so not even the time of the answer tells. */
export const forgotPassword = handle(contract.forgotPassword, async ({ body }, ctx: AuthContext) => {
  await ctx.sql.begin((tx) => ctx.addJob(tx, mailPasswordLink, { email: body.email }))
  return null
})
