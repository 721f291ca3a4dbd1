import * as contract from '@ecc/contracts/auth'
import { handle } from '@ecc/kit'
import { accountOf, toAccount } from './accounts.ts'
import type { AuthContext } from './config.ts'

/** GET /auth/account: the caller's address, whether it is confirmed, and roles. */
export const getAccount = handle(contract.getAccount, async ({ caller }, ctx: AuthContext) =>
  toAccount(await accountOf(ctx.sql, caller.userId)),
)
