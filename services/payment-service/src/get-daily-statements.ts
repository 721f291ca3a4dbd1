import { getDailyStatements as contract } from '@ecc/contracts/statements'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { dailyStatements } from './daily-statement.ts'
import { periodOf } from './period.ts'

/** GET /admin/statements: the platform's money day by day in a month. */
export const getDailyStatements = handle(contract, async ({ query }, ctx: Ctx) => ({
  items: await dailyStatements(ctx.sql, periodOf(query.month, 'UTC'), ctx.now()),
}))
