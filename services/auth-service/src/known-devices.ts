/**
 * Browsers that signed in to an account before. They prove it by a long-lived cookie and have their wrong passwords
 * counted apart, so that a stranger who tries passwords from elsewhere cannot lock the owner out. The cookie signs
 * nobody in. Every statement on the table `known_devices`.
 */
import type { Queryable, Tx } from '@ecc/kit'
import type { AuthContext, HttpExchange } from './config.ts'
import { hashOf, newToken } from './secret-token.ts'

const cookieName = 'device'
const path = '/api/v1/auth'
const rememberedDays = 365
const maxDevices = 20

/** The device's hash when it has signed in to an account of this address before. */
export async function knownDevice(db: Queryable, email: string, http: HttpExchange): Promise<Buffer | undefined> {
  const cookie = http.cookies[cookieName]
  if (!cookie) return undefined
  const found = await db.first<{ hash: Buffer }>`
    select hash from known_devices join accounts on accounts.id = known_devices.account_id
    where hash = ${hashOf(cookie)} and lower(email) = lower(${email}) limit 1`
  return found?.hash
}

/** Remembers the browser for this account; the 20 latest are kept. The caller sets what it returns as the cookie. */
export async function rememberDevice(tx: Tx, accountId: string, http: HttpExchange, ctx: AuthContext): Promise<string> {
  const token = (await ourCookie(tx, http)) ?? newToken(ctx)
  const now = ctx.now()
  await tx`
    insert into known_devices (hash, account_id, last_used_at) values (${hashOf(token)}, ${accountId}, ${now})
    on conflict (hash, account_id) do update set last_used_at = ${now}`
  await tx`
    delete from known_devices where account_id = ${accountId} and hash not in (
      select hash from known_devices where account_id = ${accountId}
      order by last_used_at desc, hash limit ${maxDevices})`
  return token
}

/** A cookie we gave, to whichever account: people share a browser. One made up elsewhere is not taken over. */
async function ourCookie(tx: Tx, http: HttpExchange): Promise<string | undefined> {
  const cookie = http.cookies[cookieName]
  if (!cookie) return undefined
  const given = await tx`select 1 from known_devices where hash = ${hashOf(cookie)} limit 1`
  return given.length > 0 ? cookie : undefined
}

/** Sets the device's cookie for a year. */
export function setDeviceCookie(token: string, http: HttpExchange): void {
  http.setCookie(cookieName, token, { maxAgeSeconds: rememberedDays * 86_400, path })
}

/** Forgets every device of an account. */
export async function forgetDevices(tx: Tx, accountId: string): Promise<void> {
  await tx`delete from known_devices where account_id = ${accountId}`
}

/** Deletes devices that have not signed in for a year; their cookies have expired. */
export async function forgetOldDevices(ctx: AuthContext): Promise<void> {
  const forgotten = new Date(ctx.now().getTime() - rememberedDays * 86_400_000)
  await ctx.sql`delete from known_devices where last_used_at <= ${forgotten}`
}
