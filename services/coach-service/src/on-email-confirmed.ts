import { emailConfirmed } from '@ecc/contracts/auth'
import { subscribe } from '@ecc/kit'

/** A gate of onboarding, told once, often long before the person becomes a coach. */
export const onEmailConfirmed = subscribe(emailConfirmed, async ({ payload, once }) => {
  await once(async (tx) => {
    await tx`
      insert into people (id, email_confirmed) values (${payload.userId}, true)
      on conflict (id) do update set email_confirmed = true`
  })
})
