import { getLedgerStatement as contract } from '@ecc/contracts/payments'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { statementAccounts, statementFacts } from './statement.ts'

const defaultLimit = 100

/** GET /admin/ledger/statements/:party/:id: where every cent of a booking, a coach or a player came from and went. */
export const getLedgerStatement = handle(contract, async ({ params, query }, ctx: Ctx) => {
  const party = { kind: params.party, id: params.id }
  const limit = query.limit ?? defaultLimit
  const accounts = await statementAccounts(ctx.sql, party)
  const found = await statementFacts(ctx.sql, party, { after: query.after ?? 0, limit: limit + 1 })
  const facts = found.slice(0, limit)
  return { accounts, facts, nextAfter: found.length > limit ? (facts.at(-1)?.id ?? null) : null }
})
