/** Signed-in devices and their refresh tokens. Every statement on the tables `logins` and `refresh_tokens`. */
import type { Queryable, Tx } from '@ecc/kit'
import type { AuthContext } from './config.ts'
import { hashOf, newToken } from './secret-token.ts'

/** How long a login lives unused, and at most. */
const idleDays = 30
const absoluteDays = 90
/** How long after its use a token may come again without being taken for stolen. */
const graceSeconds = 10
const maxLogins = 50
const dayMs = 86_400_000

/** Where somebody signs in from. */
export interface Place {
  device: string
  address: string
}

/** A login with the token that keeps it going. */
export interface LiveLogin {
  loginId: string
  accountId: string
  refreshToken: string
  expiresAt: string
}

/** Why a login ended. */
export type EndReason = 'signed-out' | 'ended-elsewhere' | 'reuse' | 'password-reset'

/** Starts a login. Beyond 50 of one account the longest unused end. */
export async function startLogin(tx: Tx, accountId: string, place: Place, ctx: AuthContext): Promise<LiveLogin> {
  const now = ctx.now()
  const loginId = ctx.id()
  const login = await tx.one<{ expiresAt: string }>`
    insert into logins (id, account_id, device, address, created_at, last_used_at, expires_at, ends_at_latest)
    values (${loginId}, ${accountId}, ${place.device}, ${place.address}, ${now}, ${now},
            ${after(now, idleDays)}, ${after(now, absoluteDays)})
    returning expires_at`
  await tx`
    update logins set ended_at = ${now}, end_reason = 'too-many-logins'
    where account_id = ${accountId} and ended_at is null and id not in (
      select id from logins where account_id = ${accountId} and ended_at is null
      order by last_used_at desc, id desc limit ${maxLogins})`
  return { loginId, accountId, refreshToken: await addToken(tx, loginId, ctx), expiresAt: login.expiresAt }
}

/** What came of a refresh token: a login that goes on, nothing, or a theft noticed (the login has been ended). */
export type Rotation =
  | { outcome: 'renewed'; login: LiveLogin }
  | { outcome: 'rejected' }
  | { outcome: 'reuse'; accountId: string }

/**
 * Exchanges a refresh token. A used one that comes again ends the login: one of its two holders stole it. Except within
 * ten seconds of its use: two tabs that wake up together send the same cookie, and a lost answer is asked for again; they
 * get a token of their own. That cannot hide a thief for long, because using any token uses up all its siblings: of two
 * branches only one survives the next exchange, and the other's next use is the reuse that ends the login.
 */
export async function rotate(tx: Tx, token: string, ctx: AuthContext): Promise<Rotation> {
  const found = await tx.first<{ loginId: string }>`
    select login_id from refresh_tokens where hash = ${hashOf(token)}`
  const login = found && (await lockLive(tx, found.loginId, ctx))
  if (!login) return { outcome: 'rejected' }
  // Read again under the login's lock: whoever held it before may have used the token.
  const { usedAt } = await tx.one<{ usedAt: string | null }>`
    select used_at from refresh_tokens where hash = ${hashOf(token)}`
  if (usedAt !== null && ctx.now().getTime() - Date.parse(usedAt) > graceSeconds * 1000) {
    await endLogin(tx, login.id, 'reuse', ctx)
    return { outcome: 'reuse', accountId: login.accountId }
  }
  return { outcome: 'renewed', login: await renew(tx, login, usedAt === null, ctx) }
}

/** A new token for a login whose owner proved themselves by an access token; undefined when it has ended. */
export async function renewLogin(tx: Tx, loginId: string, ctx: AuthContext): Promise<LiveLogin | undefined> {
  const login = await lockLive(tx, loginId, ctx)
  return login && renew(tx, login, true, ctx)
}

interface LoginRow {
  id: string
  accountId: string
}

/** Locks the login, so that everything about one login happens one after the other. */
function lockLive(tx: Tx, loginId: string, ctx: AuthContext): Promise<LoginRow | undefined> {
  return tx.first<LoginRow>`
    select id, account_id from logins
    where id = ${loginId} and ended_at is null and expires_at > ${ctx.now()} for update`
}

async function renew(tx: Tx, login: LoginRow, useUpSiblings: boolean, ctx: AuthContext): Promise<LiveLogin> {
  const now = ctx.now()
  if (useUpSiblings)
    await tx`update refresh_tokens set used_at = ${now} where login_id = ${login.id} and used_at is null`
  const { expiresAt } = await tx.one<{ expiresAt: string }>`
    update logins set last_used_at = ${now}, expires_at = least(${after(now, idleDays)}::timestamptz, ends_at_latest)
    where id = ${login.id} returning expires_at`
  return { loginId: login.id, accountId: login.accountId, refreshToken: await addToken(tx, login.id, ctx), expiresAt }
}

async function addToken(tx: Tx, loginId: string, ctx: AuthContext): Promise<string> {
  const token = newToken(ctx)
  await tx`insert into refresh_tokens (hash, login_id, created_at) values (${hashOf(token)}, ${loginId}, ${ctx.now()})`
  return token
}

/** Ends a login; one that has ended stays as it is. Its access tokens live on until they expire, ten minutes at most. */
export async function endLogin(db: Queryable, loginId: string, reason: EndReason, ctx: AuthContext): Promise<void> {
  await db`
    update logins set ended_at = ${ctx.now()}, end_reason = ${reason} where id = ${loginId} and ended_at is null`
}

/** Ends every login of an account. */
export async function endAllLogins(tx: Tx, accountId: string, reason: EndReason, ctx: AuthContext): Promise<void> {
  await tx`
    update logins set ended_at = ${ctx.now()}, end_reason = ${reason}
    where account_id = ${accountId} and ended_at is null`
}

/** The login a refresh token, used or not, belongs to. */
export async function loginOfToken(db: Queryable, token: string): Promise<string | undefined> {
  const found = await db.first<{ loginId: string }>`
    select login_id from refresh_tokens where hash = ${hashOf(token)}`
  return found?.loginId
}

/** Whether this login, ended or not, is of this account. */
export async function isLoginOf(db: Queryable, loginId: string, accountId: string): Promise<boolean> {
  return (await db`select id from logins where id = ${loginId} and account_id = ${accountId}`).length > 0
}

/** A live login as the list shows it. */
export interface ListedLogin extends Place {
  id: string
  createdAt: string
  lastUsedAt: string
}

/** The live logins of an account, the latest used first, at most 50. */
export function liveLogins(db: Queryable, accountId: string, ctx: AuthContext): Promise<ListedLogin[]> {
  return db<ListedLogin>`
    select id, device, address, created_at, last_used_at from logins
    where account_id = ${accountId} and ended_at is null and expires_at > ${ctx.now()}
    order by last_used_at desc, id desc limit ${maxLogins}`
}

function after(start: Date, days: number): Date {
  return new Date(start.getTime() + days * dayMs)
}

/**
 * Deletes logins that ended or expired 30 days ago, and used tokens of that age in those that go on (a busy browser
 * makes 144 a day). A token older than that is still refused, only no longer taken for a sign of theft.
 */
export async function forgetOldLogins(ctx: AuthContext): Promise<void> {
  const forgotten = after(ctx.now(), -idleDays)
  await ctx.sql`delete from logins where least(ended_at, expires_at) <= ${forgotten}`
  await ctx.sql`delete from refresh_tokens where used_at <= ${forgotten}`
}
