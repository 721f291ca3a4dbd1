import * as contract from '@ecc/contracts/auth'
import { handle, type Tx } from '@ecc/kit'
import { accountOf } from './accounts.ts'
import type { AuthContext } from './config.ts'
import { requestMail } from './email-tokens.ts'
import { type Rotation, rotate } from './logins.ts'
import { answerSignedIn, clearTokenCookie, presentedToken } from './signed-in.ts'

/** POST /auth/refresh: exchanges a refresh token for new tokens; a used one ends the login it belongs to. */
export const refresh = handle(contract.refresh, async ({ body, http }, ctx: AuthContext) => {
  const token = presentedToken(body, http)
  const rotation = token === undefined ? rejected : await ctx.sql.begin((tx) => rotateAndWarn(tx, token, ctx))
  // Thrown only here: the end of a stolen login is committed by now.
  if (rotation.outcome !== 'renewed') {
    clearTokenCookie(http)
    throw contract.refreshRejected()
  }
  return answerSignedIn(await accountOf(ctx.sql, rotation.login.accountId), rotation.login, http, ctx)
})

const rejected: Rotation = { outcome: 'rejected' }

async function rotateAndWarn(tx: Tx, token: string, ctx: AuthContext): Promise<Rotation> {
  const rotation = await rotate(tx, token, ctx)
  if (rotation.outcome === 'reuse') {
    ctx.log.warn({ accountId: rotation.accountId }, 'a used refresh token came again; its login was ended')
    await requestMail(tx, await accountOf(tx, rotation.accountId), 'login-ended-reuse', null, ctx)
  }
  return rotation
}
