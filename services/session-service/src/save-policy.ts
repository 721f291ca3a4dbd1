import { savePolicy as contract } from '@ecc/contracts/policies'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { addPolicy } from './policy.ts'

/** POST /admin/policies: new rules for what is booked from now on, unless someone else was quicker. */
export const savePolicy = handle(contract, async ({ body, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const { version, values, note, createdBy, createdAt } = await addPolicy(tx, {
      ...body,
      by: caller.userId,
      at: ctx.now(),
    })
    return { version, values, note, createdBy, createdByName: null, createdAt }
  }),
)
