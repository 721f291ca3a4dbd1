import * as contract from '@ecc/contracts/users'
import { handle } from '@ecc/kit'
import type { UserContext } from './config.ts'
import { guardianOf } from './guardian.ts'
import { userOf } from './users.ts'

/** GET /internal/users/:id/guardian-consent: whether this person may pay, as far as a guardian is concerned. */
export const checkGuardianConsent = handle(contract.checkGuardianConsent, async ({ params }, ctx: UserContext) => {
  const { required, state } = await guardianOf(ctx.sql, await userOf(ctx.sql, params.id), ctx)
  return { required, given: state === 'confirmed' }
})
