import * as contract from '@ecc/contracts/users'
import { handle } from '@ecc/kit'
import type { UserContext } from './config.ts'
import { toContact, usersOf } from './users.ts'

/** POST /internal/users/find: the contacts of these people; unknown ids are left out. */
export const findUsers = handle(contract.findUsers, async ({ body }, ctx: UserContext) => {
  const rows = await usersOf(ctx.sql, body.ids)
  return { items: rows.map(toContact) }
})
