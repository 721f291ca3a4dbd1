import * as contract from '@ecc/contracts/auth'
import { handle } from '@ecc/kit'
import { adminIds } from './accounts.ts'
import type { AuthContext } from './config.ts'

/** GET /internal/admins: who is staff. */
export const listAdmins = handle(contract.listAdmins, async (_, ctx: AuthContext) => ({
  ids: await adminIds(ctx.sql),
}))
