import { coachStandingChanged } from '@ecc/contracts/aftermath'
import { subscribe } from '@ecc/kit'
import { coachStandingLetter } from './account-letters.ts'
import type { Context } from './config.ts'
import { findPeople } from './person.ts'
import { tellPeople } from './tell-people.ts'

/** Tells a coach that search hides them, why and until when, or that it shows them again. */
export const onCoachStandingChanged = subscribe(coachStandingChanged, async ({ id, payload, once }, ctx: Context) => {
  const to = (await findPeople(ctx, [payload.coachId])).get(payload.coachId)
  await once(async (tx) => {
    if (!to) return
    const letter = coachStandingLetter(ctx.config.PUBLIC_URL, payload, to)
    await tellPeople(tx, ctx, [{ key: `standing:${id}`, letter, to }])
  })
})
