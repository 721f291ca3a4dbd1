import { createHash } from 'node:crypto'
import { guardianConsentGiven, guardianConsentRequested } from '@ecc/contracts/users'
import { subscribe } from '@ecc/kit'
import type { Context } from './config.ts'
import { guardianAgreedLetter, guardianConsentLetter } from './guardian-letters.ts'
import { findPeople } from './person.ts'
import { tellPeople } from './tell-people.ts'

/** Asks a guardian by mail. */
export const onGuardianConsentRequested = subscribe(
  guardianConsentRequested,
  async ({ payload, once }, ctx: Context) => {
    const { userId, displayName, email, token } = payload
    const letter = guardianConsentLetter({ displayName, token, publicUrl: ctx.config.PUBLIC_URL })
    const key = `guardian:${createHash('sha256').update(token).digest('base64url')}`
    await once((tx) => tellPeople(tx, ctx, [{ key, letter, to: { id: userId, email } }]))
  },
)

/** Tells the player that the guardian has agreed. */
export const onGuardianConsentGiven = subscribe(guardianConsentGiven, async ({ id, payload, once }, ctx: Context) => {
  const to = (await findPeople(ctx, [payload.userId])).get(payload.userId)
  const letter = guardianAgreedLetter(ctx.config.PUBLIC_URL)
  await once(async (tx) => {
    if (to) await tellPeople(tx, ctx, [{ key: `guardian-agreed:${id}`, letter, to }])
  })
})
