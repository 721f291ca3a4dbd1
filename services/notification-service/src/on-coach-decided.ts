import { coachApproved, coachRejected } from '@ecc/contracts/verifications'
import { subscribe } from '@ecc/kit'
import { coachApprovedLetter, coachRejectedLetter } from './account-letters.ts'
import type { Context } from './config.ts'
import { findPeople } from './person.ts'
import { tellPeople } from './tell-people.ts'

/** Tells a coach that the profile is public. */
export const onCoachApproved = subscribe(coachApproved, async ({ id, payload, once }, ctx: Context) => {
  const to = (await findPeople(ctx, [payload.coachId])).get(payload.coachId)
  await once(async (tx) => {
    if (to) await tellPeople(tx, ctx, [{ key: `coach:${id}`, letter: coachApprovedLetter(ctx.config.PUBLIC_URL), to }])
  })
})

/** Tells a coach what keeps the profile from being public. */
export const onCoachRejected = subscribe(coachRejected, async ({ id, payload, once }, ctx: Context) => {
  const to = (await findPeople(ctx, [payload.coachId])).get(payload.coachId)
  const letter = coachRejectedLetter(ctx.config.PUBLIC_URL, payload.reason)
  await once(async (tx) => {
    if (to) await tellPeople(tx, ctx, [{ key: `coach:${id}`, letter, to }])
  })
})
