import { accountRegistered } from '@ecc/contracts/auth'
import { subscribe } from '@ecc/kit'
import type { UserContext } from './config.ts'
import { setEmail } from './users.ts'

/** Takes over the address of a new account. */
export const onAccountRegistered = subscribe(accountRegistered, async ({ payload, once }, ctx: UserContext) => {
  await once((tx) => setEmail(tx, payload, ctx))
})
