import {
  calendarKnown,
  type ExternalCalendar,
  maxExternalCalendars,
  tooManyCalendars,
} from '@ecc/contracts/external-calendars'
import { type Queryable, type Tx, violates } from '@ecc/kit'
import type { FeedTimes } from './busy-from-feed.ts'
import type { FeedTags } from './feed-download.ts'

interface Row extends Omit<ExternalCalendar, 'host'> {
  url: string
}

const shown = (db: Queryable) => db.part`
  id, name, url, paused, created_at, last_try_at, last_sync_at, next_sync_at, last_error, failures, event_count, unread_count`

/** A calendar as its coach sees it: of the address only where it leads. */
function toCalendar({ url, ...row }: Row): ExternalCalendar {
  return { ...row, host: new URL(url).host }
}

/** A coach's calendars, oldest first. */
export async function listCalendars(db: Queryable, coachId: string): Promise<ExternalCalendar[]> {
  const rows = await db<Row>`select ${shown(db)} from external_calendars where coach_id = ${coachId} order by id`
  return rows.map(toCalendar)
}

/** Adds a calendar to a locked coach, due at once. Throws tooManyCalendars, calendarKnown. */
export async function addCalendar(
  tx: Tx,
  { id, coachId, name, url }: { id: string; coachId: string; name: string; url: string },
  now: Date,
): Promise<ExternalCalendar> {
  const { count } = await tx.one<{ count: number }>`
    select count(*)::int as count from external_calendars where coach_id = ${coachId}`
  if (count >= maxExternalCalendars) throw tooManyCalendars()
  try {
    return toCalendar(
      await tx.one<Row>`
      insert into external_calendars (id, coach_id, name, url, created_at, next_sync_at)
      values (${id}, ${coachId}, ${name}, ${url}, ${now}, ${now}) returning ${shown(tx)}`,
    )
  } catch (error) {
    if (violates(error, 'one_address_once')) throw calendarKnown()
    throw error
  }
}

/**
 * Renames a calendar, pauses it, or goes on with it; undefined when the coach has no such one. Paused it takes no time;
 * when it goes on it is due at once, and read anew.
 */
export async function changeCalendar(
  tx: Tx,
  { id, coachId, name, paused }: { id: string; coachId: string; name?: string; paused?: boolean },
  now: Date,
): Promise<ExternalCalendar | undefined> {
  const row = await tx.first<Row>`
    update external_calendars set
      name = coalesce(${name ?? null}, name),
      next_sync_at = case when ${paused ?? null}::boolean then null when paused and not ${paused ?? null}::boolean then ${now} else next_sync_at end,
      taken_until = case when ${paused ?? null}::boolean then null else taken_until end,
      read_until = case when ${paused ?? null}::boolean then null else read_until end,
      event_count = case when ${paused ?? null}::boolean then 0 else event_count end,
      paused = coalesce(${paused ?? null}, paused)
    where id = ${id} and coach_id = ${coachId} returning ${shown(tx)}`
  if (row?.paused) await tx`delete from external_busy where calendar_id = ${id}`
  return row && toCalendar(row)
}

/** Forgets a calendar and its times; answers whether the coach had it. */
export async function removeCalendar(tx: Tx, id: string, coachId: string): Promise<boolean> {
  return (
    (await tx.first`delete from external_calendars where id = ${id} and coach_id = ${coachId} returning id`) !==
    undefined
  )
}

/** Makes a calendar due now, unless it is paused; undefined when the coach has no such one. */
export async function askForSync(
  tx: Tx,
  id: string,
  coachId: string,
  now: Date,
): Promise<ExternalCalendar | undefined> {
  const row = await tx.first<Row>`
    update external_calendars set next_sync_at = case when paused then null else ${now}::timestamptz end
    where id = ${id} and coach_id = ${coachId} returning ${shown(tx)}`
  return row && toCalendar(row)
}

/** A calendar to be fetched now. */
export interface DueCalendar extends FeedTags {
  id: string
  coachId: string
  name: string
  url: string
  failures: number
  lastSyncAt: string | null
  /** The coach's zone, and the one its times were last read in. */
  zone: string
  readZone: string | null
  /** Up to when its times were read; what begins later has still to be found. */
  readUntil: string | null
}

/**
 * Takes the calendar that is due longest; undefined when none is. It stays due, but another process leaves it alone until
 * `takenUntil`, and one that dies over it does not keep it.
 */
export async function takeDueCalendar(db: Queryable, now: Date, takenUntil: Date): Promise<DueCalendar | undefined> {
  return db.first<DueCalendar>`
    update external_calendars c set taken_until = ${takenUntil}, last_try_at = ${now}
    where id = (
      select id from external_calendars
      where next_sync_at <= ${now} and (taken_until is null or taken_until <= ${now})
      order by next_sync_at limit 1 for update skip locked)
    returning id, coach_id, name, url, failures, last_sync_at, etag, last_modified, read_zone, read_until,
      coalesce((select zone from availability a where a.coach_id = c.coach_id),
               (select time_zone from people p where p.id = c.coach_id), 'UTC') as zone`
}

/** What a sync found: what was read anew, or that nothing changed. */
export interface SyncResult {
  read: { times: FeedTimes; tags: FeedTags; zone: string; until: Date } | undefined
  nextSyncAt: Date
}

/**
 * Keeps what a sync found for a calendar of a locked coach, all or nothing; answers whether the coach's busy times
 * changed. One that was paused or removed meanwhile is left alone.
 */
export async function keepSync(tx: Tx, id: string, { read, nextSyncAt }: SyncResult, now: Date): Promise<boolean> {
  const row = await tx.first<{ coachId: string }>`
    update external_calendars set last_sync_at = ${now}, next_sync_at = ${nextSyncAt}, taken_until = null, failures = 0, last_error = null
    where id = ${id} and not paused returning coach_id`
  if (!row || !read) return false
  const { times, tags, zone, until } = read
  await tx`
    update external_calendars set
      etag = ${tags.etag}, last_modified = ${tags.lastModified}, read_zone = ${zone}, read_until = ${until},
      event_count = ${times.eventCount}, unread_count = ${times.unreadCount}
    where id = ${id}`
  return replaceBusy(tx, id, row.coachId, times.busy)
}

async function replaceBusy(tx: Tx, id: string, coachId: string, busy: readonly [number, number][]): Promise<boolean> {
  const starts = busy.map(([start]) => new Date(start))
  const ends = busy.map(([, end]) => new Date(end))
  const wanted = tx.part`select tstzrange(s, e) from unnest(${starts}::timestamptz[], ${ends}::timestamptz[]) as t (s, e)`
  const gone = await tx`
    delete from external_busy where calendar_id = ${id} and busy not in (${wanted}) returning 1`
  const added = await tx`
    insert into external_busy (calendar_id, coach_id, busy)
    select ${id}, ${coachId}, w.busy from (${wanted}) as w (busy)
    where w.busy not in (select busy from external_busy where calendar_id = ${id}) returning 1`
  return gone.length + added.length > 0
}

/** Keeps that a try failed; the times of the last sync still hold. Answers how many failed in a row. */
export async function keepFailure(tx: Tx, id: string, words: string, nextSyncAt: Date): Promise<number> {
  const row = await tx.first<{ failures: number }>`
    update external_calendars set failures = failures + 1, last_error = ${words}, next_sync_at = ${nextSyncAt}, taken_until = null
    where id = ${id} and not paused returning failures`
  return row?.failures ?? 0
}
