import {
  exportCoachStatement as coachContract,
  exportPlayerStatement as playerContract,
} from '@ecc/contracts/statements'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { csvFile } from './csv.ts'
import { coachParty, playerParty, statementFile } from './party-statement.ts'
import { periodOf } from './period.ts'

/** GET /coaches/me/statement.csv: the caller's statement as a coach, as a file. */
export const exportCoachStatement = handle(coachContract, async ({ query, caller }, ctx: Ctx) => {
  const period = periodOf(query.period, query.zone)
  return csvFile(`statement-${query.period}`, statementFile(ctx.sql, coachParty(caller.userId), period, query.zone))
})

/** GET /payments/statement.csv: the caller's statement as a player, as a file. */
export const exportPlayerStatement = handle(playerContract, async ({ query, caller }, ctx: Ctx) => {
  const period = periodOf(query.period, query.zone)
  const party = await playerParty(ctx.sql, caller.userId)
  return csvFile(`payments-${query.period}`, statementFile(ctx.sql, party, period, query.zone))
})
