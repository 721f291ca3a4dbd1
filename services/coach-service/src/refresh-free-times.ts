import { type Context, job, plusMinutes } from '@ecc/kit'
import { Type } from 'typebox'
import { lockKnownCoach } from './coach.ts'
import type { Config } from './config.ts'
import { findDue, isDue, putOff, refreshSearch } from './search-row.ts'

const batchSize = 100

/** How much later a coach comes again whose rows could not be made, so that the others do not wait behind. */
const putOffMinutes = 60

/**
 * Makes those search rows anew that time alone has made wrong, the ones due for longest first: at the coach's midnight the
 * horizon's next day opens and a newcomer's two weeks may end, and a hold may lapse untold. A transaction a coach, so that
 * nobody waits long. A row that waits is still right until the midnight after: it was made with a day to spare.
 */
export const refreshFreeTimes = job(
  'refresh-free-times',
  Type.Object({}),
  async (_, ctx: Context<Config>) => {
    for (let left = ctx.config.SEARCH_REFRESH_COACHES; left > 0; ) {
      const due = await findDue(ctx.sql, ctx.now(), Math.min(batchSize, left))
      if (due.length === 0) return
      for (const coachId of due) await refresh(ctx, coachId)
      left -= due.length
    }
  },
  { cron: '*/10 * * * *' },
)

async function refresh({ sql, now, log }: Context<Config>, coachId: string): Promise<void> {
  try {
    await sql.begin(async (tx) => {
      await lockKnownCoach(tx, coachId)
      // A run that began before may have been here meanwhile.
      if (await isDue(tx, coachId, now())) await refreshSearch(tx, coachId, now())
    })
  } catch (error) {
    log.error({ coachId, error: (error as Error).message }, 'the free times of a coach could not be made anew')
    await putOff(sql, coachId, plusMinutes(now(), putOffMinutes))
  }
}
