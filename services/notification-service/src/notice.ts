import type { Notice } from '@ecc/contracts/notifications'
import { cutPage, type PageAsked, type Queryable, type Tx } from '@ecc/kit'

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

/** A person's notices, newest first. */
export async function pageOfNotices(db: Queryable, userId: string, { limit, after }: PageAsked) {
  const beyond = after ? db.part`and id < ${after.id}` : db.part``
  const found = await db<Notice>`
    select id, kind, title, body, link, created_at, read_at
      from notices where user_id = ${userId} ${beyond}
     order by id desc limit ${limit + 1}`
  const { rows: items, nextCursor } = cutPage(found, limit, ({ createdAt, id }) => ({ at: createdAt, id }))
  return { items, nextCursor }
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
