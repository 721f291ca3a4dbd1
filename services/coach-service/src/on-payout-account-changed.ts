import { payoutAccountChanged } from '@ecc/contracts/payments'
import { subscribe } from '@ecc/kit'

/** A gate of onboarding: whether the coach can be paid. */
export const onPayoutAccountChanged = subscribe(payoutAccountChanged, async ({ payload, once }) => {
  await once(async (tx) => {
    await tx`
      insert into people (id, payout_active) values (${payload.coachId}, ${payload.active})
      on conflict (id) do update set payout_active = excluded.payout_active`
  })
})
