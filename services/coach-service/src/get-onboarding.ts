import * as contract from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { readOnboarding } from './onboarding.ts'
import { meetPerson } from './person.ts'

/** GET /coaches/me/onboarding: the checklist before a profile may be public. */
export const getOnboarding = handle(contract.getOnboarding, async ({ caller }, ctx: Context<Config>) => {
  await meetPerson(ctx, caller.userId)
  return readOnboarding(ctx.sql, caller.userId, ctx.now())
})
