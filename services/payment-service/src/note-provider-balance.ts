import { job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Ctx } from './config.ts'
import { currencyOf, isOutage } from './provider.ts'
import { providerBalances } from './reconciliation.ts'

const dayMs = 86_400_000

/**
 * Every hour, until it is done: keeps what the provider held for us when yesterday (UTC) ended, for the daily statements. That
 * is what it holds now, less what moved since.
 */
export const noteProviderBalance = job(
  'note-provider-balance',
  Type.Object({}),
  async (_, ctx: Ctx) => {
    const midnightMs = Math.floor(ctx.now().getTime() / dayMs) * dayMs
    const day = new Date(midnightMs - dayMs).toISOString().slice(0, 10)
    const noted = await ctx.sql.first`select day from provider_balances where day = ${day}::date limit 1`
    if (noted) return
    try {
      await note(ctx, day, midnightMs / 1_000)
    } catch (error) {
      if (!isOutage(error)) throw error
      ctx.log.warn({ day, error: String(error) }, 'the provider did not answer; its balance of the day is noted later')
    }
  },
  { cron: '10 * * * *' },
)

async function note(ctx: Ctx, day: string, midnight: number): Promise<void> {
  const balances = await providerBalances(ctx)
  if (!balances) return
  const { balanceTransactions } = ctx.resources.stripe
  for await (const { currency, net } of balanceTransactions.list({ created: { gte: midnight }, limit: 100 })) {
    const ours = currencyOf(currency)
    balances.set(ours, (balances.get(ours) ?? 0) - net)
  }
  await ctx.sql.begin(async (tx) => {
    for (const [currency, amount] of balances)
      await tx`
        insert into provider_balances (day, currency, amount, noted_at) values (${day}::date, ${currency}, ${amount}, ${ctx.now()})
        on conflict (day, currency) do nothing`
  })
}
