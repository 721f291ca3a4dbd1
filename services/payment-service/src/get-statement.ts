import type { QueryOf } from '@ecc/contracts/define'
import {
  getCoachStatement as coachContract,
  getPlayerStatement as playerContract,
  type Statement,
} from '@ecc/contracts/statements'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import type { Account } from './ledger.ts'
import { accountsOfCoach, accountsOfPlayer, balancesAround, statementLines } from './party-statement.ts'
import { periodOf } from './period.ts'

const defaultLimit = 100

/** GET /coaches/me/statement: what the caller earned and what went out, in a month or a year. */
export const getCoachStatement = handle(coachContract, async ({ query, caller }, ctx: Ctx) =>
  statementOf(ctx, accountsOfCoach(caller.userId), query),
)

/** GET /payments/statement: what the caller paid, got back, and has with us. */
export const getPlayerStatement = handle(playerContract, async ({ query, caller }, ctx: Ctx) =>
  statementOf(ctx, await accountsOfPlayer(ctx.sql, caller.userId), query),
)

async function statementOf(ctx: Ctx, accounts: Account[], query: QueryOf<typeof coachContract>): Promise<Statement> {
  const period = periodOf(query.period, query.zone)
  const limit = query.limit ?? defaultLimit
  const found = await statementLines(ctx.sql, accounts, period, { after: query.after ?? 0, limit: limit + 1 })
  const lines = found.slice(0, limit)
  return {
    from: period.from.toISOString(),
    to: period.to.toISOString(),
    balances: await balancesAround(ctx.sql, accounts, period),
    lines,
    nextAfter: found.length > limit ? (lines.at(-1)?.id ?? null) : null,
  }
}
