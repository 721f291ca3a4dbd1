/** What every service's own tables need from time to time; runs as jobs of that service. */
import { Type } from 'typebox'
import type { RunningService } from './running-service.ts'
import { type Job, job } from './service.ts'

const keepEventsDays = 7
const keepAnswersDays = 30

/** The jobs that retry parked events, and remove published events and answered requests past their keep. */
export function housekeeping(service: Pick<RunningService, 'receiver' | 'relay'>): Job[] {
  const retryParkedEvents = job(
    'kit-retry-parked-events',
    Type.Object({}),
    async () => void (await service.receiver.retryParked()),
    { cron: '* * * * *' },
  )
  const removeOldRows = job(
    'kit-remove-old-rows',
    Type.Object({}),
    async (_, { sql, now }) => {
      const before = (days: number) => new Date(now().getTime() - days * 86_400_000)
      await sql`delete from outbox where published_at < ${before(keepEventsDays)}`
      await sql`delete from inbox where processed_at < ${before(keepAnswersDays)}`
      await sql`delete from answered_requests where answered_at < ${before(keepAnswersDays)}`
    },
    { cron: '17 3 * * *' },
  )
  return [retryParkedEvents, removeOldRows] as unknown as Job[]
}
