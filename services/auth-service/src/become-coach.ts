import { coachMinYears, hasTurned, todayIn } from '@ecc/contracts/age'
import * as contract from '@ecc/contracts/auth'
import { notSignedIn } from '@ecc/contracts/problems'
import { findUsers } from '@ecc/contracts/users'
import { handle } from '@ecc/kit'
import { accountOf, addRole } from './accounts.ts'
import type { AuthContext } from './config.ts'
import { renewLogin } from './logins.ts'
import { answerSignedIn } from './signed-in.ts'

/** POST /auth/become-coach: adds the coach role and answers new tokens that carry it, for the same login. */
export const becomeCoach = handle(contract.becomeCoach, async ({ caller, http }, ctx: AuthContext) => {
  await assertOldEnough(caller.userId, ctx)
  const login = await ctx.sql.begin(async (tx) => {
    const renewed = await renewLogin(tx, caller.loginId, ctx)
    if (!renewed) throw notSignedIn() // ended meanwhile; its access token lives on for some minutes
    if (await addRole(tx, caller.userId, 'coach'))
      await ctx.emit(tx, contract.coachRoleAdded, { userId: caller.userId }, caller.userId)
    return renewed
  })
  return answerSignedIn(await accountOf(ctx.sql, caller.userId), login, http, ctx)
})

async function assertOldEnough(userId: string, ctx: AuthContext): Promise<void> {
  const { items } = await ctx.call(findUsers, { body: { ids: [userId] } })
  const [person] = items
  if (!person) throw new Error(`account ${userId} has no profile`)
  if (person.birthDate === null) throw contract.tooYoung('Add your birth date to your profile first')
  if (!hasTurned(coachMinYears, person.birthDate, todayIn(person.timeZone, ctx.now()))) throw contract.tooYoung()
}
