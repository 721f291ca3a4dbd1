import { playerCredited } from '@ecc/contracts/aftermath'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { credit } from './credit.ts'

/** A coach cancelled late: the player has a credit, which the coach owes. */
export const onPlayerCredited = subscribe(playerCredited, async ({ payload, once }, ctx: Ctx) => {
  await once((tx) => credit(tx, ctx, payload))
})
