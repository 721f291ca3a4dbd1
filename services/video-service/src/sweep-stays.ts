import { job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Context } from './config.ts'
import { endStay, unseenLimitMs, unseenStays } from './stay.ts'
import { forgetTickets } from './ticket.ts'

const batch = 200
const keepTicketsMs = 86_400_000

/** Every minute: ends stays whose process died, at the moment they were last seen; and forgets old tickets. */
export const sweepStays = job(
  'sweep-stays',
  Type.Object({}),
  async (_, ctx: Context) => {
    // Whoever is connected here is seen now, also when the clock of a development server was just moved forward.
    await ctx.resources.connections.beat()
    let ended: number
    do ended = await sweepBatch(ctx)
    while (ended === batch)
    await forgetTickets(ctx.sql, new Date(ctx.now().getTime() - keepTicketsMs))
  },
  { cron: '* * * * *' },
)

async function sweepBatch(ctx: Context): Promise<number> {
  return ctx.sql.begin(async (tx) => {
    const stays = await unseenStays(tx, new Date(ctx.now().getTime() - unseenLimitMs), batch)
    for (const stay of stays) await endStay(tx, ctx, stay, new Date(stay.lastSeenAt))
    return stays.length
  })
}
