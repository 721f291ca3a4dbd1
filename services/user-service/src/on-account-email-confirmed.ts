import { emailConfirmed } from '@ecc/contracts/auth'
import { subscribe } from '@ecc/kit'
import type { UserContext } from './config.ts'
import { setEmail } from './users.ts'

/** Takes over the address a person has confirmed. */
export const onAccountEmailConfirmed = subscribe(emailConfirmed, async ({ payload, once }, ctx: UserContext) => {
  await once((tx) => setEmail(tx, payload, ctx))
})
