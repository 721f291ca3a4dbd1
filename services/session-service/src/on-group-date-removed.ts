import { groupDateRemoved } from '@ecc/contracts/group-dates'
import { type Context, subscribe } from '@ecc/kit'
import type { Config } from './config.ts'
import { callOffRemoved } from './group-session.ts'

/** A coach took a date back: no seat of it is sold any more. */
export const onGroupDateRemoved = subscribe(groupDateRemoved, async ({ payload, once }, ctx: Context<Config>) => {
  await once((tx) => callOffRemoved(tx, payload, ctx))
})
