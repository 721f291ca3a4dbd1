import type { Notice } from '@ecc/contracts/notifications'
import { invalidRequest } from '@ecc/contracts/problems'
import type { Queryable, Tx } from '@ecc/kit'

/** A notice to be told to a person once; `key` names what it is about. */
export interface NewNotice {
  id: string
  userId: string
  key: string
  kind: Notice['kind']
  title: string
  body: string
  link: string | null
}

const maxTitleLength = 200
const maxBodyLength = 1000

/** Adds a notice; undefined when this person was told this before. */
export async function addNotice(tx: Tx, notice: NewNotice, at: Date): Promise<Notice | undefined> {
  return tx.first<Notice>`
    insert into notices (id, user_id, key, kind, title, body, link, created_at)
    values (${notice.id}, ${notice.userId}, ${notice.key}, ${notice.kind}, ${notice.title.slice(0, maxTitleLength)},
            ${notice.body.slice(0, maxBodyLength)}, ${notice.link}, ${at})
    on conflict on constraint told_once do nothing
    returning id, kind, title, body, link, created_at, read_at`
}

/** A person's notices, newest first, after `cursor` (the id of the last one seen). Throws invalidRequest on another cursor. */
export async function pageOfNotices(db: Queryable, userId: string, cursor: string | undefined, limit: number) {
  if (cursor !== undefined && !isId(cursor)) throw invalidRequest('The cursor is not one this list gave')
  const after = cursor === undefined ? db.part`` : db.part`and id < ${cursor}`
  const rows = await db<Notice>`
    select id, kind, title, body, link, created_at, read_at
      from notices where user_id = ${userId} ${after}
     order by id desc limit ${limit + 1}`
  const items = rows.slice(0, limit)
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}

/** How many notices a person has not read. */
export async function countUnread(db: Queryable, userId: string): Promise<number> {
  const row = await db.one<{ unread: number }>`
    select count(*) as unread from notices where user_id = ${userId} and read_at is null`
  return row.unread
}

/** Marks a person's notices as read: these, or all. Ids of other people's notices change nothing. */
export async function markRead(db: Queryable, userId: string, ids: string[] | undefined, at: Date): Promise<void> {
  const which = ids === undefined ? db.part`` : db.part`and id = any(${ids})`
  await db`update notices set read_at = ${at} where user_id = ${userId} and read_at is null ${which}`
}

/** Removes up to `limit` notices made before `before`; answers how many. */
export async function forgetNotices(db: Queryable, before: Date, limit: number): Promise<number> {
  const rows = await db`
    delete from notices where id in (select id from notices where created_at < ${before} limit ${limit}) returning id`
  return rows.length
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}
