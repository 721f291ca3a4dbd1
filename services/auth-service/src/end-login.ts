import * as contract from '@ecc/contracts/auth'
import { handle } from '@ecc/kit'
import type { AuthContext } from './config.ts'
import { endLogin as end, isLoginOf } from './logins.ts'
import { clearTokenCookie } from './signed-in.ts'

/** DELETE /auth/logins/:id: signs one of the caller's devices out; one that is out already stays out. */
export const endLogin = handle(contract.endLogin, async ({ params, caller, http }, ctx: AuthContext) => {
  if (!(await isLoginOf(ctx.sql, params.id, caller.userId))) throw contract.loginNotFound()
  await end(ctx.sql, params.id, 'ended-elsewhere', ctx)
  if (params.id === caller.loginId) clearTokenCookie(http)
  return null
})
