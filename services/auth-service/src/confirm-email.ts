import * as contract from '@ecc/contracts/auth'
import { handle } from '@ecc/kit'
import { confirmAddress } from './accounts.ts'
import type { AuthContext } from './config.ts'
import { linkOf, useLink } from './email-tokens.ts'

/**
 * POST /auth/confirm-email: makes the address the account's own. The same link again (a double click, a browser that
 * repeats) succeeds again until it expires: it would only confirm what is confirmed.
 */
export const confirmEmail = handle(contract.confirmEmail, async ({ body }, ctx: AuthContext) => {
  const { accountId } = await linkOf(ctx.sql, body.token, 'confirm-email', ctx)
  await ctx.sql.begin(async (tx) => {
    await useLink(tx, body.token, ctx)
    await confirmAddress(tx, accountId, ctx)
  })
  return null
})
