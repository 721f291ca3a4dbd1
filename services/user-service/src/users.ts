/** People: who they are to others, and how they like things. Every statement on the table `users`. */
import { notFound } from '@ecc/contracts/problems'
import { type Contact, type Preferences, type UserProfile, unknownZone, userUpdated } from '@ecc/contracts/users'
import type { PersonCard } from '@ecc/contracts/vocabulary'
import type { Queryable, Tx } from '@ecc/kit'
import type { UserContext } from './config.ts'

/** A person as they are kept. */
export interface UserRow {
  id: string
  email: string
  displayName: string
  birthDate: string | null
  timeZone: string
  locale: string
  preferences: Partial<Preferences>
  avatarVersion: string | null
  createdAt: string
}

const defaults: Preferences = { theme: 'default', hourCycle: 'locale', emailReminders: true, emailUpdates: true }
const findMax = 100

/** The person; throws `notFound`. */
export async function userOf(db: Queryable, id: string): Promise<UserRow> {
  const row = await db.first<UserRow>`select * from users where id = ${id}`
  if (!row) throw notFound()
  return row
}

/** The person, locked until the transaction ends; throws `notFound`. */
export async function lockUser(tx: Tx, id: string): Promise<UserRow> {
  const row = await tx.first<UserRow>`select * from users where id = ${id} for update`
  if (!row) throw notFound()
  return row
}

/** The people of these ids, at most 100; unknown ones are left out. */
export function usersOf(db: Queryable, ids: readonly string[]): Promise<UserRow[]> {
  return db<UserRow>`select * from users where id = any (${ids.slice(0, findMax)}) order by id`
}

/** What a new person brings. */
export type NewUser = Pick<UserRow, 'id' | 'email' | 'displayName' | 'birthDate' | 'timeZone' | 'locale'>

/** Adds a person; one who is there stays as they are. */
export async function addUser(db: Queryable, user: NewUser, ctx: UserContext): Promise<void> {
  await db`
    insert into users (id, email, display_name, birth_date, time_zone, locale, created_at)
    values (${user.id}, ${user.email}, ${user.displayName}, ${user.birthDate}, ${user.timeZone}, ${user.locale},
            ${ctx.now()})
    on conflict (id) do nothing`
}

/** What a person may change of themselves. */
export type Changes = Partial<Pick<UserRow, 'displayName' | 'birthDate' | 'timeZone' | 'locale' | 'preferences'>>

/** Writes the changes of a person and tells the others when name or zone look different now. */
export async function changeUser(tx: Tx, before: UserRow, changes: Changes, ctx: UserContext): Promise<UserRow> {
  const next = { ...before, ...changes, preferences: { ...before.preferences, ...changes.preferences } }
  const after = await tx.one<UserRow>`
    update users set display_name = ${next.displayName}, birth_date = ${next.birthDate}, time_zone = ${next.timeZone},
      locale = ${next.locale}, preferences = ${tx.json(next.preferences)}
    where id = ${before.id} returning *`
  await tellChange(tx, before, after, ctx)
  return after
}

/** Notes which picture a person has now, and tells the others. */
export async function changeAvatarVersion(
  tx: Tx,
  before: UserRow,
  version: string | null,
  ctx: UserContext,
): Promise<void> {
  const after = await tx.one<UserRow>`
    update users set avatar_version = ${version} where id = ${before.id} returning *`
  await tellChange(tx, before, after, ctx)
}

async function tellChange(tx: Tx, before: UserRow, after: UserRow, ctx: UserContext): Promise<void> {
  const [old, card] = [toCard(before), toCard(after)]
  const isSame =
    old.displayName === card.displayName && old.timeZone === card.timeZone && old.avatarUrl === card.avatarUrl
  if (!isSame) await ctx.emit(tx, userUpdated, card, after.id)
}

/** Keeps the address as auth-service knows it. */
export async function setEmail(tx: Tx, { userId, email }: { userId: string; email: string }, ctx: UserContext) {
  const known = await tx`update users set email = ${email} where id = ${userId} returning id`
  // Accounts are made after their profiles, so this is a fault elsewhere; a retry would not mend it.
  if (known.length === 0) ctx.log.error({ userId }, 'an account without a profile')
}

/** A person as others see them. */
export function toCard(row: UserRow): PersonCard {
  return { id: row.id, displayName: row.displayName, avatarUrl: avatarUrl(row), timeZone: row.timeZone }
}

/** A person as they see themselves. */
export function toProfile(row: UserRow): UserProfile {
  const { email, birthDate, locale, createdAt } = row
  return { ...toCard(row), email, birthDate, locale, preferences: { ...defaults, ...row.preferences }, createdAt }
}

/** A person as services that write to them need them. */
export function toContact(row: UserRow): Contact {
  const { email, birthDate, locale } = row
  return { ...toCard(row), email, birthDate, locale, preferences: { ...defaults, ...row.preferences } }
}

function avatarUrl(row: UserRow): string | null {
  return row.avatarVersion === null ? null : `/api/v1/users/${row.id}/avatar/${row.avatarVersion}`
}

/** Throws `unknownZone` unless this is a zone of the IANA database. */
export function assertZone(timeZone: string): void {
  // Intl also takes bare offsets such as "+01"; those know no clock changes and are not zones.
  if (/^[+-]/.test(timeZone)) throw unknownZone()
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw unknownZone() // the zone is the only thing in it that can be refused
  }
}
