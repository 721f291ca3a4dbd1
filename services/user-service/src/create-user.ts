import * as contract from '@ecc/contracts/users'
import { handle } from '@ecc/kit'
import type { UserContext } from './config.ts'
import { addUser, assertZone } from './users.ts'

/** PUT /internal/users/:id: makes the profile of a new account. Repeating it changes nothing, so a caller may retry. */
export const createUser = handle(contract.createUser, async ({ params, body }, ctx: UserContext) => {
  assertZone(body.timeZone)
  await addUser(ctx.sql, { id: params.id, ...body }, ctx)
  return null
})
