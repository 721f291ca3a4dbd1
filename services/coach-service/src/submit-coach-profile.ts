import * as contract from '@ecc/contracts/coaches'
import { coachSubmitted } from '@ecc/contracts/verifications'
import { type Context, handle } from '@ecc/kit'
import { lockCoach, markSubmitted } from './coach.ts'
import type { Config } from './config.ts'
import { missingSteps, readOnboarding } from './onboarding.ts'
import { meetPerson } from './person.ts'

/** POST /coaches/me/submit: hands a draft or a rejected profile in; for one that is in already nothing changes. */
export const submitCoachProfile = handle(contract.submitCoachProfile, async ({ caller }, ctx: Context<Config>) => {
  const coachId = caller.userId
  await meetPerson(ctx, coachId)
  return ctx.sql.begin(async (tx) => {
    const { status } = await lockCoach(tx, coachId, ctx.now())
    const onboarding = await readOnboarding(tx, coachId, ctx.now())
    if (status === 'submitted' || status === 'approved') return onboarding
    const missing = missingSteps(onboarding)
    if (missing.length > 0) throw contract.onboardingIncomplete(undefined, { missing })
    await markSubmitted(tx, coachId, ctx.now())
    await ctx.emit(tx, coachSubmitted, { coachId }, coachId)
    return { ...onboarding, status: 'submitted' as const, canSubmit: false }
  })
})
