/** What a coach's own account at the provider holds, by currency. */
import type { PayoutBalance } from '@ecc/contracts/payouts'
import type { Money } from '@ecc/contracts/vocabulary'
import type { Ctx } from './config.ts'
import { frozenOf, type PayoutAccount } from './payout-account.ts'
import { currencyOf } from './provider.ts'

const limits = { timeout: 4_000, maxNetworkRetries: 1 }

/** Asks the provider, which throws when it is away; nothing for a coach without an account. */
export async function payoutBalances(ctx: Ctx, account: PayoutAccount | undefined): Promise<PayoutBalance[]> {
  if (!account?.stripeAccountId) return []
  const { stripe } = ctx.resources
  const there = await stripe.balance.retrieve({}, { stripeAccount: account.stripeAccountId, ...limits })
  const frozen = await frozenOf(ctx.sql, account.coachId)
  const next = await nextAvailable(ctx, account.coachId)
  const currencies = new Set([...there.available, ...there.pending].map(({ currency }) => currencyOf(currency)))
  const amountIn = (list: { currency: string; amount: number }[], currency: string) =>
    list.filter((one) => currencyOf(one.currency) === currency).reduce((sum, { amount }) => sum + amount, 0)
  return [...currencies].toSorted().map((currency) => {
    const pending = amountIn(there.pending, currency)
    return {
      currency,
      available: amountIn(there.available, currency),
      pending,
      frozen: frozen.get(currency) ?? 0,
      nextAvailableAt: pending > 0 ? (next.get(currency) ?? null) : null,
    }
  })
}

/** What may be paid out in one currency now, in minor units; less than nothing when a balance is below zero. */
export async function spendable(ctx: Ctx, account: PayoutAccount, currency: Money['currency']): Promise<number> {
  const balance = (await payoutBalances(ctx, account)).find((one) => one.currency === currency)
  return balance ? balance.available - balance.frozen : 0
}

/** When the next of a coach's transferred money is available, by currency. */
async function nextAvailable(ctx: Ctx, coachId: string): Promise<Map<string, string>> {
  const rows = await ctx.sql<{ currency: string; at: string }>`
    select currency, min(available_at) as at from payments
    where coach_id = ${coachId} and available_at > ${ctx.now()}
      and exists (select from operations where payment_id = payments.id and kind = 'transfer' and state = 'done')
    group by currency`
  return new Map(rows.map(({ currency, at }) => [currency, at]))
}
