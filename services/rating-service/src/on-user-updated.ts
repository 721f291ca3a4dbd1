import { userUpdated } from '@ecc/contracts/users'
import { subscribe } from '@ecc/kit'
import { refreshCard } from './card.ts'
import type { Context } from './config.ts'

/** Shows reviews under their author's current name and picture. */
export const onUserUpdated = subscribe(userUpdated, async ({ payload, once }, _ctx: Context) => {
  await once((tx) => refreshCard(tx, payload))
})
