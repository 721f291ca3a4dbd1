import { payoutFailed, payoutPaid, payoutRequirementsDue } from '@ecc/contracts/payouts'
import { subscribe } from '@ecc/kit'
import type { Context } from './config.ts'
import { payoutFailedLetter, payoutPaidLetter, requirementsDueLetter } from './payout-letters.ts'
import { findPeople } from './person.ts'
import { tellPeople } from './tell-people.ts'

const onPayoutPaid = subscribe(payoutPaid, async ({ payload, once }, ctx: Context) => {
  const to = (await findPeople(ctx, [payload.coachId])).get(payload.coachId)
  await once(async (tx) => {
    if (!to) return
    const letter = payoutPaidLetter(ctx.config.PUBLIC_URL, payload, to)
    await tellPeople(tx, ctx, [{ key: `payout.paid:${payload.payoutId}`, letter, to }])
  })
})

const onPayoutFailed = subscribe(payoutFailed, async ({ payload, once }, ctx: Context) => {
  const to = (await findPeople(ctx, [payload.coachId])).get(payload.coachId)
  await once(async (tx) => {
    if (!to) return
    const letter = payoutFailedLetter(ctx.config.PUBLIC_URL, payload, to)
    await tellPeople(tx, ctx, [{ key: `payout.failed:${payload.payoutId}`, letter, to }])
  })
})

const bankAccount = 'external_account'

/** Another bank account alone is asked for by the letter about the payout that came back. */
const onRequirementsDue = subscribe(payoutRequirementsDue, async ({ id, payload, once }, ctx: Context) => {
  if (payload.requirements.every((one) => one === bankAccount)) return
  const to = (await findPeople(ctx, [payload.coachId])).get(payload.coachId)
  await once(async (tx) => {
    if (!to) return
    const letter = requirementsDueLetter(ctx.config.PUBLIC_URL, payload, to)
    await tellPeople(tx, ctx, [{ key: `payout-account.requirements-due:${id}`, letter, to }])
  })
})

/** Tell a coach that a payout has arrived or come back, and what the payment provider asks for. */
export const onPayoutEvents = [onPayoutPaid, onPayoutFailed, onRequirementsDue]
