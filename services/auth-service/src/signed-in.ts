/** What somebody gets who has signed in: tokens in the answer, and the cookies the web app lives by. */
import type { SignedIn } from '@ecc/contracts/auth'
import { makeAccessToken } from './access-token.ts'
import { type AccountRow, toAccount } from './accounts.ts'
import type { AuthContext, HttpExchange } from './config.ts'
import { deviceName } from './device-name.ts'
import type { LiveLogin, Place } from './logins.ts'

const cookieName = 'refresh_token'
// Sent to the auth routes only: no other service ever sees it.
const path = '/api/v1/auth'

/** Where a request comes from, as the list of logins shows it. */
export function placeOf(http: HttpExchange): Place {
  return { device: deviceName(http.userAgent), address: http.ip }
}

/** The refresh token of a request: the body's, else the cookie's. */
export function presentedToken(body: { refreshToken?: string }, http: HttpExchange): string | undefined {
  return body.refreshToken ?? http.cookies[cookieName]
}

/** Answers with tokens and sets the cookie. Outside any transaction: the login is committed before it is handed out. */
export async function answerSignedIn(
  account: AccountRow,
  login: LiveLogin,
  http: HttpExchange,
  ctx: AuthContext,
): Promise<SignedIn> {
  const { id: userId, roles } = account
  const token = await makeAccessToken({ userId, roles, loginId: login.loginId }, ctx)
  const maxAgeSeconds = Math.floor((Date.parse(login.expiresAt) - ctx.now().getTime()) / 1000)
  http.setCookie(cookieName, login.refreshToken, { maxAgeSeconds, path })
  return { account: toAccount(account), ...token, refreshToken: login.refreshToken }
}

/** Takes the cookie away. */
export function clearTokenCookie(http: HttpExchange): void {
  http.clearCookie(cookieName, { path })
}
