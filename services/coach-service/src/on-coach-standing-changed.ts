import { coachStandingChanged } from '@ecc/contracts/aftermath'
import { type Context, subscribe } from '@ecc/kit'
import { lockKnownCoach } from './coach.ts'
import type { Config } from './config.ts'
import { recordHiding } from './hiding.ts'
import { refreshSearch } from './search-row.ts'

/** Hides a coach from search for what happened in their sessions, or shows them again. */
export const onCoachStandingChanged = subscribe(
  coachStandingChanged,
  async ({ payload, once }, ctx: Context<Config>) => {
    await once(async (tx) => {
      await recordHiding(tx, payload)
      if (await lockKnownCoach(tx, payload.coachId)) await refreshSearch(tx, payload.coachId, ctx.now())
    })
  },
)
