import { coachMinYears, hasTurned, playerMinYears, todayIn } from '@ecc/contracts/age'
import * as contract from '@ecc/contracts/auth'
import type { Role } from '@ecc/contracts/define'
import { createUser } from '@ecc/contracts/users'
import { handle } from '@ecc/kit'
import { addAccount } from './accounts.ts'
import { isEasyToGuess } from './common-password.ts'
import type { AuthContext } from './config.ts'
import { addLink, mailConfirmation } from './email-tokens.ts'
import { rememberDevice, setDeviceCookie } from './known-devices.ts'
import { startLogin } from './logins.ts'
import { hashPassword } from './passwords.ts'
import { answerSignedIn, placeOf } from './signed-in.ts'

/**
 * POST /auth/register: makes an account and signs it in. A known address gives an account like any other, only that
 * its owner gets a mail instead and this account can never confirm it.
 */
export const register = handle(contract.register, async ({ body, http }, ctx: AuthContext) => {
  const { email, password, displayName, birthDate, timeZone, locale = 'en', role } = body
  const minYears = role === 'coach' ? coachMinYears : playerMinYears
  if (!hasTurned(minYears, birthDate, todayIn(timeZone, ctx.now()))) throw contract.tooYoung()
  if (isEasyToGuess(password, { email, displayName })) throw contract.passwordTooCommon()

  const id = ctx.id()
  const passwordHash = await hashPassword(password, ctx)
  // Before the account, so that nobody is ever signed in without a profile. A profile left alone harms nobody.
  await ctx.call(createUser, { params: { id }, body: { email, displayName, birthDate, timeZone, locale } })

  const roles: Role[] = role === 'coach' ? ['player', 'coach'] : ['player']
  const made = await ctx.sql.begin(async (tx) => {
    const account = await addAccount(tx, { id, email, passwordHash, roles, confirmed: false }, ctx)
    const login = await startLogin(tx, id, placeOf(http), ctx)
    const device = await rememberDevice(tx, id, http, ctx)
    const confirmationToken = await addLink(tx, id, 'confirm-email', ctx)
    if (confirmationToken === undefined) throw new Error('a new account has no links yet')
    await ctx.emit(tx, contract.accountRegistered, { userId: id, email, roles, confirmationToken }, id)
    await mailConfirmation(tx, account, confirmationToken, ctx)
    return { account, login, device }
  })
  setDeviceCookie(made.device, http)
  return answerSignedIn(made.account, made.login, http, ctx)
})
