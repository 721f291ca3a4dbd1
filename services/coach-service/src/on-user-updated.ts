import { userUpdated } from '@ecc/contracts/users'
import { type Context, subscribe } from '@ecc/kit'
import { lockKnownCoach } from './coach.ts'
import type { Config } from './config.ts'
import { saveCard } from './person.ts'
import { refreshSearch } from './search-row.ts'

/** A new name, picture or zone: shown and found at once. */
export const onUserUpdated = subscribe(userUpdated, async ({ payload, once }, ctx: Context<Config>) => {
  await once(async (tx) => {
    const coach = await lockKnownCoach(tx, payload.id)
    await saveCard(tx, payload)
    if (coach) await refreshSearch(tx, payload.id, ctx.now())
  })
})
