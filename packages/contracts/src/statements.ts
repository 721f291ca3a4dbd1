/** What payment-service promises of statements: what came, what went and what is left, from the ledger, and as files. */
import { type Static, type TObject, Type } from 'typebox'
import { Shape } from './define.ts'
import { paymentService } from './payments.ts'
import { Currency, Instant, LocalDate, Nullable, ZoneName } from './vocabulary.ts'

const { route } = paymentService

/** A month such as `2027-03` or a year such as `2027`, as it begins and ends on the clock of `zone`. */
const period = {
  period: Type.String({ pattern: '^20[0-9]{2}(-(0[1-9]|1[0-2]))?$', description: 'A month, YYYY-MM, or a year, YYYY' }),
  zone: ZoneName,
}
/** The query of a file. */
const PeriodAsked = Shape(period)

/** What was on the accounts of one currency when the period began and when it ended, in minor units. */
export const StatementBalance = Shape({ currency: Currency, opening: Type.Integer(), closing: Type.Integer() })
export type StatementBalance = Static<typeof StatementBalance>

/**
 * One fact as it changed what the party has: `amount` came (or went, below zero), `balance` was there after it. `price`, `refund`
 * and `commission` say how a session's money was shared out. All in minor units.
 */
export const StatementLine = Shape({
  id: Type.Integer(),
  at: Instant,
  fact: Type.String({
    description: 'The kind of the fact in the ledger, e.g. `settled`, `transferred`, `refund_sent`',
  }),
  bookingId: Nullable(Type.String({ description: 'The booking or order it is about' })),
  currency: Currency,
  amount: Type.Integer(),
  balance: Type.Integer(),
  price: Nullable(Type.Integer()),
  refund: Nullable(Type.Integer()),
  commission: Nullable(Type.Integer()),
})
export type StatementLine = Static<typeof StatementLine>

/** A statement: opening balances, lines in order, closing balances; `nextAfter` leads to the next page. */
export const Statement = Shape({
  from: Instant,
  to: Instant,
  balances: Type.Array(StatementBalance),
  lines: Type.Array(StatementLine),
  nextAfter: Nullable(Type.Integer()),
})
export type Statement = Static<typeof Statement>

const StatementAsked = Shape({
  ...period,
  after: Type.Optional(Type.Integer({ minimum: 0, description: '`nextAfter` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 100 })),
})
const example = { query: { period: '2027-03', zone: 'Europe/Berlin' } }

export const getCoachStatement = route('getCoachStatement', {
  method: 'GET',
  path: '/coaches/me/statement',
  access: 'coach',
  summary: 'What you earned and what went to your payout account in a month or a year, from the ledger',
  description: 'A balance is what the platform owes you; below zero it is what you owe.',
  query: StatementAsked,
  reply: Statement,
  example,
})

export const getPlayerStatement = route('getPlayerStatement', {
  method: 'GET',
  path: '/payments/statement',
  access: 'player',
  summary: 'What you paid, got back, and still have with us in a month or a year, from the ledger',
  description: 'A balance is what is held for you, owed to you, and your credit.',
  query: StatementAsked,
  reply: Statement,
  example,
})

/** What all files have in common. */
function file<Q extends TObject>(
  path: string,
  access: 'admin' | 'coach' | 'player',
  summary: string,
  query: Q,
  exampleOfIt: { query: object } = example,
) {
  return {
    method: 'GET' as const,
    path,
    access,
    summary,
    description:
      'RFC 4180 with a header. Instants are UTC, beside them the time on the clock of `zone`; amounts are decimal with their currency.',
    query,
    reply: Type.Any(),
    rawReply: 'text/csv',
    timeoutMs: 30_000,
    limit: { max: 30, windowSeconds: 60 },
    example: exampleOfIt,
  }
}

export const exportCoachStatement = route(
  'exportCoachStatement',
  file('/coaches/me/statement.csv', 'coach', 'The same statement as a file', PeriodAsked),
)
export const exportEarnings = route(
  'exportEarnings',
  file(
    '/coaches/me/earnings.csv',
    'coach',
    'What was paid for your sessions in a month or a year, with the commission and your share, as a file',
    PeriodAsked,
  ),
)
export const exportPayouts = route(
  'exportPayouts',
  file('/coaches/me/payouts.csv', 'coach', 'Your payouts of a month or a year as a file', PeriodAsked),
)
export const exportPlayerStatement = route(
  'exportPlayerStatement',
  file('/payments/statement.csv', 'player', 'The same statement as a file', PeriodAsked),
)

/**
 * One day (UTC) of the platform's money in one currency, in minor units. `opening` and what moved make `closing`, which is our
 * balance at the payment provider; `provider` is what it said it held at the end of that day, null when nobody asked it.
 */
export const DailyStatement = Shape({
  day: LocalDate,
  currency: Currency,
  opening: Type.Integer(),
  captured: Type.Integer(),
  refunded: Type.Integer(),
  providerFees: Type.Integer(),
  transferred: Type.Integer(),
  chargebacks: Type.Integer(),
  ownMoney: Type.Integer(),
  other: Type.Integer({
    description: 'What else moved our balance there; what a new kind of fact moves until it has a column',
  }),
  closing: Type.Integer(),
  provider: Nullable(Type.Integer()),
  settled: Type.Integer(),
  commission: Type.Integer(),
  playerFee: Type.Integer(),
  held: Type.Integer(),
  payable: Type.Integer(),
  refundDue: Type.Integer(),
  receivable: Type.Integer(),
})
export type DailyStatement = Static<typeof DailyStatement>

const MonthAsked = Shape({ month: Type.String({ pattern: '^20[0-9]{2}-(0[1-9]|1[0-2])$' }) })
const days = { period: Type.String({ pattern: '^20[0-9]{2}(-(0[1-9]|1[0-2]))?$' }) }

export const getDailyStatements = route('getDailyStatements', {
  method: 'GET',
  path: '/admin/statements',
  access: 'admin',
  summary:
    "The platform's money day by day (UTC) and currency by currency in a month, the provider's balance beside it",
  query: MonthAsked,
  reply: Shape({ items: Type.Array(DailyStatement) }),
  timeoutMs: 15_000,
  example: { query: { month: '2027-03' } },
})

export const exportDailyStatements = route(
  'exportDailyStatements',
  file('/admin/statements.csv', 'admin', 'The daily statements of a month or a year as a file', Shape(days), {
    query: { period: '2027-03' },
  }),
)
