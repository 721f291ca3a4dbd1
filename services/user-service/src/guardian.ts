/** Guardians, who answer for people of 13 to 17 years. Every statement on the tables `guardians` and `guardian_links`. */
import { createHash } from 'node:crypto'
import { adultYears, hasTurned, todayIn } from '@ecc/contracts/age'
import {
  type Guardian,
  guardianConsentGiven,
  guardianConsentRequested,
  guardianLinkRejected,
  tooManyGuardianMails,
} from '@ecc/contracts/users'
import type { Queryable, Tx } from '@ecc/kit'
import type { UserContext } from './config.ts'
import type { UserRow } from './users.ts'

interface GuardianRow {
  userId: string
  email: string
  askedAt: string
  confirmedAt: string | null
}

const linkLifeDays = 7
/** In 24 hours: what a person may ask for, and what an address gets from whoever names it. */
const maxMailsPerDay = 5
const dayMs = 86_400_000
const tokenBytes = 32

/** Whether a guardian has to agree before this person pays: until the 18th birthday, where the person lives. */
export function needsGuardian({ birthDate, timeZone }: UserRow, ctx: UserContext): boolean {
  return birthDate !== null && !hasTurned(adultYears, birthDate, todayIn(timeZone, ctx.now()))
}

/** A person's guardian as the person sees it. */
export async function guardianOf(db: Queryable, user: UserRow, ctx: UserContext): Promise<Guardian> {
  const row = await find(db, user.id)
  return {
    required: needsGuardian(user, ctx),
    state: row === undefined ? 'none' : row.confirmedAt === null ? 'asked' : 'confirmed',
    email: row?.email ?? null,
    askedAt: row?.askedAt ?? null,
    confirmedAt: row?.confirmedAt ?? null,
  }
}

/**
 * Names a person's guardian and mails the link by which the guardian agrees; one who has agreed already is not asked
 * again. The user must be locked. Throws `tooManyGuardianMails`.
 */
export async function askGuardian(tx: Tx, user: UserRow, email: string, ctx: UserContext): Promise<void> {
  const known = await find(tx, user.id)
  if (known?.email === email && known.confirmedAt !== null) return
  const since = new Date(ctx.now().getTime() - dayMs)
  const { asked } = await tx.one<{ asked: number }>`
    select count(*) as asked from guardian_links where user_id = ${user.id} and created_at > ${since}`
  if (asked >= maxMailsPerDay) throw tooManyGuardianMails()
  await tx`
    insert into guardians (user_id, email, asked_at) values (${user.id}, ${email}, ${ctx.now()})
    on conflict (user_id) do update set email = excluded.email, asked_at = excluded.asked_at, confirmed_at = null`
  // Whoever floods an address through many accounts is not told that it stopped working.
  const { reached } = await tx.one<{ reached: number }>`
    select count(*) as reached from guardian_links where lower(email) = lower(${email}) and created_at > ${since}`
  if (reached >= maxMailsPerDay) return
  const token = await addLink(tx, user.id, email, ctx)
  const { id: userId, displayName } = user
  await ctx.emit(tx, guardianConsentRequested, { userId, displayName, email, token }, userId)
}

/** A new secret of 256 random bits, of which the hash is kept: there is nothing to guess, so plain SHA-256 is enough. */
async function addLink(tx: Tx, userId: string, email: string, ctx: UserContext): Promise<string> {
  const token = ctx.random(tokenBytes).toString('base64url')
  const expiresAt = new Date(ctx.now().getTime() + linkLifeDays * dayMs)
  await tx`
    insert into guardian_links (hash, user_id, email, created_at, expires_at)
    values (${hashOf(token)}, ${userId}, ${email}, ${ctx.now()}, ${expiresAt})`
  return token
}

/**
 * Uses a link: its guardian agrees. Answers whose guardian it is. The same link again answers the same while the consent
 * stands. Throws `guardianLinkRejected` for every other one: expired, unknown, or of a guardian no longer named.
 */
export async function agree(tx: Tx, token: string, ctx: UserContext): Promise<string> {
  const link = await tx.first<GuardianRow & { usedAt: string | null }>`
    select guardians.*, guardian_links.used_at from guardian_links
    join guardians on guardians.user_id = guardian_links.user_id and guardians.email = guardian_links.email
    where guardian_links.hash = ${hashOf(token)} and guardian_links.expires_at > ${ctx.now()} for update`
  if (!link || (link.usedAt !== null && link.confirmedAt === null)) throw guardianLinkRejected()
  if (link.confirmedAt !== null) return link.userId
  await tx`update guardian_links set used_at = ${ctx.now()} where hash = ${hashOf(token)}`
  await tx`update guardians set confirmed_at = ${ctx.now()} where user_id = ${link.userId}`
  await ctx.emit(tx, guardianConsentGiven, { userId: link.userId }, link.userId)
  return link.userId
}

/** Deletes links that have expired. */
export async function forgetOldLinks(ctx: UserContext): Promise<void> {
  await ctx.sql`delete from guardian_links where expires_at <= ${ctx.now()}`
}

function find(db: Queryable, userId: string): Promise<GuardianRow | undefined> {
  return db.first<GuardianRow>`select * from guardians where user_id = ${userId}`
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
