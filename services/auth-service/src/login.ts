import * as contract from '@ecc/contracts/auth'
import { handle } from '@ecc/kit'
import { type AccountRow, setPasswordHash, signInCandidates } from './accounts.ts'
import type { AuthContext } from './config.ts'
import { knownDevice, rememberDevice, setDeviceCookie } from './known-devices.ts'
import { countAttempt, forgiveAttempt, noteFailure } from './login-attempts.ts'
import { startLogin } from './logins.ts'
import { hashPassword, isOutdated, matchingHash } from './passwords.ts'
import { answerSignedIn, placeOf } from './signed-in.ts'

/** POST /auth/login: signs in with e-mail and password. A wrong password and an unknown address are not told apart. */
export const login = handle(contract.login, async ({ body, http }, ctx: AuthContext) => {
  const device = await knownDevice(ctx.sql, body.email, http)
  const attempt = await countAttempt(body.email, device, http, ctx)
  const account = await accountWith(body.email, body.password, ctx)
  if (!account) {
    await noteFailure(attempt, ctx)
    throw contract.invalidCredentials()
  }

  const started = await ctx.sql.begin(async (tx) => {
    await forgiveAttempt(tx, attempt)
    const device = await rememberDevice(tx, account.id, http, ctx)
    return { device, login: await startLogin(tx, account.id, placeOf(http), ctx) }
  })
  setDeviceCookie(started.device, http)
  return answerSignedIn(account, started.login, http, ctx)
})

/** The account this password opens. A failure always costs the same number of hashes. */
async function accountWith(email: string, password: string, ctx: AuthContext): Promise<AccountRow | undefined> {
  const candidates = await signInCandidates(ctx.sql, email)
  const hashes = candidates.map((candidate) => candidate?.passwordHash)
  const account = candidates[await matchingHash(hashes, password, ctx)]
  if (account && isOutdated(account.passwordHash)) await rehash(account, password, ctx)
  return account
}

/** Now is the one moment when the password is known and its hash can be made anew with today's parameters. */
async function rehash(account: AccountRow, password: string, ctx: AuthContext): Promise<void> {
  await setPasswordHash(ctx.sql, account.id, await hashPassword(password, ctx), account.passwordHash)
}
