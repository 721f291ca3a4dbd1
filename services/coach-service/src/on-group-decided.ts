import { groupDecided } from '@ecc/contracts/groups'
import { type Context, subscribe } from '@ecc/kit'
import { lockKnownCoach } from './coach.ts'
import type { Config } from './config.ts'
import { setState } from './group-date.ts'
import { refreshSearch } from './search-row.ts'

/** A group takes place, or was called off: its date stays on sale, or takes no time any more. */
export const onGroupDecided = subscribe(groupDecided, async ({ payload, once }, ctx: Context<Config>) => {
  await once(async (tx) => {
    await lockKnownCoach(tx, payload.coachId)
    await setState(tx, payload.id, payload.state)
    await refreshSearch(tx, payload.coachId, ctx.now())
  })
})
