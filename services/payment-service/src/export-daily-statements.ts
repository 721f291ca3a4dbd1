import { exportDailyStatements as contract, type DailyStatement } from '@ecc/contracts/statements'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { csvFile, csvLine, decimalOrNone } from './csv.ts'
import { dailyStatements, monthsOf } from './daily-statement.ts'
import { periodOf } from './period.ts'

/** GET /admin/statements.csv: the daily statements of a month or a year as a file. */
export const exportDailyStatements = handle(contract, async ({ query }, ctx: Ctx) =>
  csvFile(`daily-statements-${query.period}`, dailyFile(ctx, query.period)),
)

type Sum = Exclude<keyof DailyStatement, 'day' | 'currency'>
const columns: readonly (readonly [name: string, sum: Sum])[] = [
  ['opening', 'opening'],
  ['captured', 'captured'],
  ['refunded', 'refunded'],
  ['provider_fees', 'providerFees'],
  ['transferred', 'transferred'],
  ['chargebacks', 'chargebacks'],
  ['own_money', 'ownMoney'],
  ['other', 'other'],
  ['closing', 'closing'],
  ['provider_balance', 'provider'],
  ['settled', 'settled'],
  ['commission', 'commission'],
  ['service_fees', 'playerFee'],
  ['held', 'held'],
  ['payable', 'payable'],
  ['refund_due', 'refundDue'],
  ['receivable', 'receivable'],
]

async function* dailyFile(ctx: Ctx, period: string): AsyncGenerator<string> {
  yield csvLine(['day_utc', 'currency', ...columns.map(([name]) => name)])
  for (const month of monthsOf(period)) {
    for (const line of await dailyStatements(ctx.sql, periodOf(month, 'UTC'), ctx.now())) {
      yield csvLine([line.day, line.currency, ...columns.map(([, sum]) => decimalOrNone(line[sum], line.currency))])
    }
  }
}
