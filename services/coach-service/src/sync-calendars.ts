import { externalCalendarFailing } from '@ecc/contracts/external-calendars'
import { type Context, job, plusMinutes, type Tx } from '@ecc/kit'
import { Type } from 'typebox'
import { lockKnownCoach } from './coach.ts'
import type { Config } from './config.ts'
import {
  type DueCalendar,
  keepFailure,
  keepSync,
  type SyncResult,
  takeDueCalendar,
} from './external-calendar/external-calendar.ts'
import { isPublicAddress } from './external-calendar/feed-address.ts'
import { downloadFeed } from './external-calendar/feed-download.ts'
import { FeedFault } from './external-calendar/feed-fault.ts'
import { type FeedReader, openFeedReader } from './external-calendar/feed-reader.ts'
import { refreshSearch } from './search-row.ts'

/** No new calendar is begun after this, so that the longest download and reading still end within a job's minute. */
const beginWithinMinutes = 0.5
/** More than one sync can take. */
const takenMinutes = 2
const dayMinutes = 24 * 60
/** The longest horizon and its last session, and a week in which an unchanged feed need not be sent again. */
const readDays = 60 + 2 + 7
const horizonDays = 60 + 2
const tellAfterFailures = 5

/**
 * Every minute: fetches the calendars that are due, those due longest first, a few at a time. It is one job however many
 * there are, so that slow feeds hold up nothing else.
 */
export const syncCalendars = job(
  'sync-calendars',
  Type.Object({}),
  async (_, ctx: Context<Config>) => {
    const reader = openFeedReader()
    const until = plusMinutes(ctx.now(), beginWithinMinutes)
    const syncDue = async () => {
      for (let now = ctx.now(); now < until; now = ctx.now()) {
        const calendar = await takeDueCalendar(ctx.sql, now, plusMinutes(now, takenMinutes))
        if (!calendar) return
        await sync(ctx, reader, calendar)
      }
    }
    const ended = await Promise.allSettled(Array.from({ length: ctx.config.CALENDAR_SYNC_CONCURRENCY }, syncDue))
    await reader.close()
    for (const one of ended) if (one.status === 'rejected') throw one.reason
  },
  { cron: '* * * * *' },
)

/** Has the calendars that are due fetched now instead of at the next minute. */
export async function syncNow(tx: Tx, ctx: Context<Config>): Promise<void> {
  await ctx.addJob(tx, syncCalendars, {}, { key: 'sync-calendars-now' })
}

async function sync(ctx: Context<Config>, reader: FeedReader, calendar: DueCalendar): Promise<void> {
  try {
    const read = await readCalendar(ctx, reader, calendar)
    await keep(ctx, calendar, {
      read,
      nextSyncAt: plusMinutes(ctx.now(), spread(ctx, ctx.config.CALENDAR_SYNC_MINUTES)),
    })
  } catch (error) {
    if (!(error instanceof FeedFault)) throw error
    await fail(ctx, calendar, error.message)
  }
}

/** Undefined when what is known still holds: the feed is the same, on the same clock, and was read far enough ahead. */
async function readCalendar(
  ctx: Context<Config>,
  reader: FeedReader,
  { url, zone, readZone, readUntil, etag, lastModified }: DueCalendar,
): Promise<SyncResult['read']> {
  const now = ctx.now()
  const holds =
    readZone === zone && readUntil !== null && new Date(readUntil) > plusMinutes(now, horizonDays * dayMinutes)
  const local = ctx.config.CALENDAR_LOCAL_FEEDS
  const download = await downloadFeed(url, holds ? { etag, lastModified } : { etag: null, lastModified: null }, {
    mayConnect: local ? () => true : isPublicAddress,
    allowHttp: local,
  })
  if (!download) return undefined
  const { text, ...tags } = download
  const from = plusMinutes(now, -dayMinutes)
  const until = plusMinutes(now, readDays * dayMinutes)
  const times = await reader.read(text, { zone, from: from.getTime(), to: until.getTime() })
  return { times, tags, zone, until }
}

async function keep(ctx: Context<Config>, { id, coachId }: DueCalendar, result: SyncResult): Promise<void> {
  await ctx.sql.begin(async (tx) => {
    await lockKnownCoach(tx, coachId)
    if (await keepSync(tx, id, result, ctx.now())) await refreshSearch(tx, coachId, ctx.now())
  })
}

/** Tries again ever later, up to a day; the coach is told once, when it has failed several times in a row. */
async function fail(ctx: Context<Config>, calendar: DueCalendar, error: string): Promise<void> {
  const { id, coachId, name, lastSyncAt } = calendar
  const waitMinutes = Math.min(ctx.config.CALENDAR_SYNC_MINUTES * 2 ** Math.min(calendar.failures, 12), dayMinutes)
  ctx.log.info({ calendarId: id, failures: calendar.failures + 1, error }, 'an external calendar could not be synced')
  await ctx.sql.begin(async (tx) => {
    const failures = await keepFailure(tx, id, error, plusMinutes(ctx.now(), spread(ctx, waitMinutes)))
    if (failures === tellAfterFailures)
      await ctx.emit(tx, externalCalendarFailing, { coachId, calendarId: id, name, error, lastSyncAt }, id)
  })
}

/** A tenth more or less, so that calendars added together are not fetched together for ever. */
function spread(ctx: Context<Config>, minutes: number): number {
  return minutes * (0.9 + (ctx.random(1).readUInt8() / 255) * 0.2)
}
