import * as contract from '@ecc/contracts/auth'
import { handle } from '@ecc/kit'
import type { AuthContext } from './config.ts'
import { endLogin, loginOfToken } from './logins.ts'
import { clearTokenCookie, presentedToken } from './signed-in.ts'

/** POST /auth/logout: ends this login, told by its refresh token, else by the access token. Always succeeds. */
export const logout = handle(contract.logout, async ({ body, caller, http }, ctx: AuthContext) => {
  const token = presentedToken(body, http)
  const loginId = (token && (await loginOfToken(ctx.sql, token))) ?? caller?.loginId
  if (loginId) await endLogin(ctx.sql, loginId, 'signed-out', ctx)
  clearTokenCookie(http)
  return null
})
