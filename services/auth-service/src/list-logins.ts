import * as contract from '@ecc/contracts/auth'
import { handle } from '@ecc/kit'
import type { AuthContext } from './config.ts'
import { liveLogins } from './logins.ts'

/** GET /auth/logins: where the caller is signed in, the latest used first. */
export const listLogins = handle(contract.listLogins, async ({ caller }, ctx: AuthContext) => {
  const logins = await liveLogins(ctx.sql, caller.userId, ctx)
  return { items: logins.map((login) => ({ ...login, current: login.id === caller.loginId })) }
})
