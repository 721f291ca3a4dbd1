import type { QueryOf } from '@ecc/contracts/define'
import {
  getCoachStatement as coachContract,
  getPlayerStatement as playerContract,
  type Statement,
} from '@ecc/contracts/statements'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { balancesAround, coachParty, type Party, playerParty, statementLines } from './party-statement.ts'
import { periodOf } from './period.ts'

const defaultLimit = 100

/** GET /coaches/me/statement: what the caller earned and what went out, in a month or a year. */
export const getCoachStatement = handle(coachContract, async ({ query, caller }, ctx: Ctx) =>
  statementOf(ctx, coachParty(caller.userId), query),
)

/** GET /payments/statement: what the caller paid, got back, and has with us. */
export const getPlayerStatement = handle(playerContract, async ({ query, caller }, ctx: Ctx) =>
  statementOf(ctx, await playerParty(ctx.sql, caller.userId), query),
)

async function statementOf(ctx: Ctx, party: Party, query: QueryOf<typeof coachContract>): Promise<Statement> {
  const period = periodOf(query.period, query.zone)
  const limit = query.limit ?? defaultLimit
  const found = await statementLines(ctx.sql, party, period, { after: query.after ?? 0, limit: limit + 1 })
  const lines = found.slice(0, limit)
  return {
    from: period.from.toISOString(),
    to: period.to.toISOString(),
    balances: await balancesAround(ctx.sql, party, period),
    lines,
    nextAfter: found.length > limit ? (lines.at(-1)?.id ?? null) : null,
  }
}
