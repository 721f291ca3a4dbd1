/** Links in mails: made, used once, forgotten. Every statement on the table `email_tokens`. */
import { accountMailRequested, linkRejected } from '@ecc/contracts/auth'
import type { Queryable, Tx } from '@ecc/kit'
import { type AccountRow, mayWarnOwner, ownerOf } from './accounts.ts'
import type { AuthContext } from './config.ts'
import { hashOf, newToken } from './secret-token.ts'

/** What a link does. */
export type LinkKind = 'confirm-email' | 'reset-password'

const lifeMinutes: Readonly<Record<LinkKind, number>> = { 'confirm-email': 48 * 60, 'reset-password': 30 }
// With this many good links in the inbox another one helps nobody but a person who wants to flood it.
const maxLiveLinks = 5

/** A link as it is kept. */
export interface Link {
  accountId: string
  usedAt: string | null
}

/** Makes a link's token; undefined when the account has five good ones of the kind already. */
export async function addLink(
  tx: Tx,
  accountId: string,
  kind: LinkKind,
  ctx: AuthContext,
): Promise<string | undefined> {
  const now = ctx.now()
  const { live } = await tx.one<{ live: number }>`
    select count(*) as live from email_tokens
    where account_id = ${accountId} and kind = ${kind} and used_at is null and expires_at > ${now}`
  if (live >= maxLiveLinks) return undefined
  const token = newToken(ctx)
  const expiresAt = new Date(now.getTime() + lifeMinutes[kind] * 60_000)
  await tx`
    insert into email_tokens (hash, account_id, kind, created_at, expires_at)
    values (${hashOf(token)}, ${accountId}, ${kind}, ${now}, ${expiresAt})`
  return token
}

/** Finds a link that has not expired, used or not. Throws `linkRejected`. */
export async function linkOf(db: Queryable, token: string, kind: LinkKind, ctx: AuthContext): Promise<Link> {
  const link = await db.first<Link>`
    select account_id, used_at from email_tokens
    where hash = ${hashOf(token)} and kind = ${kind} and expires_at > ${ctx.now()}`
  if (!link) throw linkRejected()
  return link
}

/** Uses a link up; false when it was used before. Of two at once, one gets true. */
export async function useLink(tx: Tx, token: string, ctx: AuthContext): Promise<boolean> {
  const used = await tx`
    update email_tokens set used_at = ${ctx.now()} where hash = ${hashOf(token)} and used_at is null returning hash`
  return used.length > 0
}

/** Uses up what other links of this kind the account has. */
export async function useUpLinks(tx: Tx, accountId: string, kind: LinkKind, ctx: AuthContext): Promise<void> {
  await tx`
    update email_tokens set used_at = ${ctx.now()}
    where account_id = ${accountId} and kind = ${kind} and used_at is null`
}

/** Kinds of mail about the account itself. */
export type MailKind = LinkKind | 'already-registered' | 'password-changed' | 'login-ended-reuse'

/** Asks for a mail. One to an address that belongs to another account is not sent: it would tell its owner of a stranger. */
export async function requestMail(
  tx: Tx,
  account: AccountRow,
  kind: MailKind,
  token: string | null,
  ctx: AuthContext,
): Promise<void> {
  if (account.emailConfirmedAt === null && (await ownerOf(tx, account.email))) return
  const payload = { userId: account.id, email: account.email, kind, token }
  await ctx.emit(tx, accountMailRequested, payload, account.id)
}

/**
 * Mails the link that confirms an account's address. When the address has an owner, the owner is told instead, at most
 * once an hour: the answer to the one who asked is the same.
 */
export async function mailConfirmation(
  tx: Tx,
  account: AccountRow,
  token: string | undefined,
  ctx: AuthContext,
): Promise<void> {
  const owner = await ownerOf(tx, account.email)
  if (!owner) {
    if (token !== undefined) await requestMail(tx, account, 'confirm-email', token, ctx)
  } else if (owner.id !== account.id && (await mayWarnOwner(tx, owner.id, ctx))) {
    await requestMail(tx, owner, 'already-registered', null, ctx)
  }
}

/** Deletes links that have expired. */
export async function forgetOldLinks(ctx: AuthContext): Promise<void> {
  await ctx.sql`delete from email_tokens where expires_at <= ${ctx.now()}`
}
