import { createHash } from 'node:crypto'
import type { CalendarFeed } from '@ecc/contracts/calendar-feeds'
import type { Queryable } from '@ecc/kit'

/** How many random bytes make an address: enough that none is ever found by trying. */
export const secretBytes = 32

/** Gives a person a feed under this secret; one they had is replaced, and its address leads nowhere at once. */
export async function saveFeed(db: Queryable, userId: string, secret: string, now: Date): Promise<CalendarFeed> {
  return db.one<CalendarFeed>`
    insert into calendar_feeds (user_id, token_hash, created_at) values (${userId}, ${hashOf(secret)}, ${now})
    on conflict (user_id) do update
       set token_hash = excluded.token_hash, created_at = excluded.created_at, last_read_at = null
    returning created_at, last_read_at`
}

/** A person's feed. */
export async function findFeed(db: Queryable, userId: string): Promise<CalendarFeed | undefined> {
  return db.first<CalendarFeed>`select created_at, last_read_at from calendar_feeds where user_id = ${userId}`
}

/** Ends a person's feed; nothing when there is none. */
export async function removeFeed(db: Queryable, userId: string): Promise<void> {
  await db`delete from calendar_feeds where user_id = ${userId}`
}

/** Whose feed a secret opens. That it was read is kept to the minute, so that reading hardly ever writes. */
export async function openFeed(db: Queryable, secret: string, now: Date): Promise<{ userId: string } | undefined> {
  const hash = hashOf(secret)
  const feed = await db.first<{ userId: string; lastReadAt: string | null }>`
    select user_id, last_read_at from calendar_feeds where token_hash = ${hash}`
  if (!feed) return undefined
  const isFresh = feed.lastReadAt !== null && now.getTime() - Date.parse(feed.lastReadAt) < 60_000
  if (!isFresh) await db`update calendar_feeds set last_read_at = ${now} where token_hash = ${hash}`
  return { userId: feed.userId }
}

/** The secret is random through and through, so a plain hash of it gives nothing away. */
function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
