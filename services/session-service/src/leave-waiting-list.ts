import { leaveWaitingList as contract } from '@ecc/contracts/waiting-list'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { leave } from './waiting.ts'

/** DELETE /waiting-list/:id: gives a place up. */
export const leaveWaitingList = handle(contract, async ({ params, caller }, { sql }: Context<Config>) => {
  await leave(sql, params.id, caller.userId)
  return null
})
