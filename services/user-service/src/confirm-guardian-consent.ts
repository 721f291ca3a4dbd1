import * as contract from '@ecc/contracts/users'
import { handle } from '@ecc/kit'
import type { UserContext } from './config.ts'
import { agree } from './guardian.ts'
import { userOf } from './users.ts'

/** POST /guardian-consents/confirm: the guardian agrees, by the link of the mail. */
export const confirmGuardianConsent = handle(contract.confirmGuardianConsent, async ({ body }, ctx: UserContext) =>
  ctx.sql.begin(async (tx) => {
    const { displayName } = await userOf(tx, await agree(tx, body.token, ctx))
    return { displayName }
  }),
)
