import type { BookingRecord } from '@ecc/contracts/bookings'
import { type Context, failpoint, job, type Tx } from '@ecc/kit'
import { Type } from 'typebox'
import { lock } from './booking.ts'
import type { Config } from './config.ts'
import { release, settle } from './outcome.ts'

/** Makes the money follow the outcome of a session when its time has come and nobody has opened a dispute. */
export const releaseMoney = job(
  'release-money',
  Type.Object({ bookingId: Type.String() }),
  async ({ bookingId }, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      const row = await lock(tx, bookingId)
      if (row.releaseAt === null || Date.parse(row.releaseAt) > ctx.now().getTime()) return
      if (row.state === 'completed')
        await release(tx, row, { by: 'system', reason: 'the time for a dispute is over' }, ctx)
      else await settle(tx, row, ctx)
      await failpoint('booking:released')
    })
  },
)

/** Plans it for a booking whose money waits; at once when that time has passed. */
export async function planRelease(
  tx: Tx,
  { id, state, releaseAt }: Pick<BookingRecord, 'id' | 'state' | 'releaseAt'>,
  ctx: Context<Config>,
): Promise<void> {
  if (releaseAt === null || state === 'resolved') return
  await ctx.addJob(tx, releaseMoney, { bookingId: id }, { runAt: releaseAt, key: `release:${id}` })
}
