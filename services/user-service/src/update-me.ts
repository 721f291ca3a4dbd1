import { invalidRequest } from '@ecc/contracts/problems'
import * as contract from '@ecc/contracts/users'
import { handle } from '@ecc/kit'
import type { UserContext } from './config.ts'
import { assertZone, changeUser, lockUser, toProfile, type UserRow } from './users.ts'

/** PATCH /users/me: changes the fields sent. The birth date can be added once and then stands. */
export const updateMe = handle(contract.updateMe, async ({ body, caller }, ctx: UserContext) => {
  if (body.timeZone !== undefined) assertZone(body.timeZone)
  return ctx.sql.begin(async (tx) => {
    const before = await lockUser(tx, caller.userId)
    if (body.birthDate !== undefined) assertBirthDate(before, body.birthDate, ctx)
    return toProfile(await changeUser(tx, before, body, ctx))
  })
})

/** Age decides about coaching, recording and guardians: who could change it at will could walk around all three. */
function assertBirthDate({ birthDate }: UserRow, wanted: string, ctx: UserContext): void {
  if (birthDate !== null && birthDate !== wanted) throw contract.birthDateFixed()
  if (wanted > ctx.now().toISOString().slice(0, 10)) throw invalidRequest('birthDate must be a day in the past')
}
