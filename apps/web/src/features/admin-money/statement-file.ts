/** A ledger's statement as a CSV file (RFC 4180): a line an entry. */
import { decimal } from '@ecc/contracts/currencies'
import type { ReplyOf } from '@ecc/contracts/define'
import { getLedgerStatement } from '@ecc/contracts/payments'
import { call } from '../../lib/api.ts'

type Statement = ReplyOf<typeof getLedgerStatement>
export type Fact = Statement['facts'][number]
export type Party = 'booking' | 'coach' | 'player'

const columns = ['at', 'fact', 'kind', 'source', 'currency', 'account', 'debit', 'credit', 'balance'] as const
/** 20 pages of 500: an end for a list that has none. */
const maxPages = 20

/** All facts of a party, page by page; `isCut` when there are more than a file takes. */
export async function fetchFacts(party: Party, id: string): Promise<{ facts: Fact[]; isCut: boolean }> {
  const facts: Fact[] = []
  let after = 0
  for (let page = 0; page < maxPages; page++) {
    const reply: Statement = await call(getLedgerStatement, { params: { party, id }, query: { after, limit: 500 } })
    facts.push(...reply.facts)
    if (reply.nextAfter === null) return { facts, isCut: false }
    after = reply.nextAfter
  }
  return { facts, isCut: true }
}

/** Amounts in major units with a point, instants in UTC; no field can hold a comma or begin a formula. */
export function statementCsv(facts: readonly Fact[]): string {
  const lines = facts.flatMap(({ at, id, kind, source, currency, lines }) =>
    lines.map(({ account, debit, credit, balance }) => {
      const amounts = [debit, credit, balance].map((amount) => (amount === null ? '' : decimal(amount, currency)))
      return [at, id, kind, source, currency, account, ...amounts].join(',')
    }),
  )
  return [columns.join(','), ...lines, ''].join('\r\n')
}
