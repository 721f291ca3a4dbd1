import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import { lockKnownCoach } from './coach.ts'
import type { Config } from './config.ts'
import { refreshSearch } from './search-row.ts'

const batchSize = 100
/** A little under the job's interval, so that a run which starts a second early still takes its turn. */
const staleMinutes = 9

/**
 * Recomputes the free times in search, those not recomputed for longest first: time itself opens the horizon's next day
 * and ends holds and newcomers' two weeks. A transaction a coach, so that nobody waits long.
 */
export const refreshFreeTimes = job(
  'refresh-free-times',
  Type.Object({}),
  async (_, { sql, now, config }: Context<Config>) => {
    for (let left = config.SEARCH_REFRESH_COACHES; left > 0; ) {
      const stale = await sql<{ coachId: string }>`
        select coach_id from coach_search
        where listed and refreshed_at < ${now()}::timestamptz - make_interval(mins => ${staleMinutes})
        order by refreshed_at limit ${Math.min(batchSize, left)}`
      if (stale.length === 0) return
      for (const { coachId } of stale) {
        await sql.begin(async (tx) => {
          await lockKnownCoach(tx, coachId)
          await refreshSearch(tx, coachId, now())
        })
      }
      left -= stale.length
    }
  },
  { cron: '*/10 * * * *' },
)
