import { getPolicy as contract } from '@ecc/contracts/policies'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { currentPolicy } from './policy.ts'

/** GET /policy: the rules in force. */
export const getPolicy = handle(contract, async (_, ctx: Context<Config>) => {
  const { version, values, createdAt } = await currentPolicy(ctx.sql)
  return { version, values, since: createdAt }
})
