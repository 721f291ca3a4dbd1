/** Accounts: who owns an e-mail address, which roles a person has. Every statement on the table `accounts`. */
import { type Account, emailConfirmed, linkRejected } from '@ecc/contracts/auth'
import type { Role } from '@ecc/contracts/define'
import { type Queryable, type Tx, violates } from '@ecc/kit'
import type { AuthContext } from './config.ts'

/** An account as it is kept. */
export interface AccountRow {
  id: string
  email: string
  emailConfirmedAt: string | null
  passwordHash: string
  roles: Role[]
}

const unconfirmedThatMaySignIn = 2

/** An account as its owner sees it. */
export function toAccount(row: AccountRow): Account {
  return { id: row.id, email: row.email, emailConfirmed: row.emailConfirmedAt !== null, roles: row.roles }
}

/** The account of this id; accounts are never deleted, so a caller's is always there. */
export function accountOf(db: Queryable, id: string): Promise<AccountRow> {
  return db.one<AccountRow>`select id, email, email_confirmed_at, password_hash, roles from accounts where id = ${id}`
}

/** The account that has confirmed this address. */
export function ownerOf(db: Queryable, email: string): Promise<AccountRow | undefined> {
  return db.first<AccountRow>`
    select id, email, email_confirmed_at, password_hash, roles from accounts
    where lower(email) = lower(${email}) and email_confirmed_at is not null`
}

/** The accounts that wait for this address to be confirmed and may sign in meanwhile, latest first. */
export function claimantsOf(db: Queryable, email: string): Promise<AccountRow[]> {
  return db<AccountRow>`
    select id, email, email_confirmed_at, password_hash, roles from accounts
    where lower(email) = lower(${email}) and email_confirmed_at is null
    order by created_at desc, id desc limit ${unconfirmedThatMaySignIn}`
}

/**
 * The accounts to check a password against, always three places: the owner, then the two latest claimants. Empty places
 * are `undefined`. Whether there is an owner changes neither their number nor who of the others may sign in, so that
 * nobody can find out by registering and signing in.
 */
export async function signInCandidates(db: Queryable, email: string): Promise<(AccountRow | undefined)[]> {
  const [owner, claimants] = [await ownerOf(db, email), await claimantsOf(db, email)]
  return [owner, ...Array.from({ length: unconfirmedThatMaySignIn }, (_, index) => claimants[index])]
}

/** What a new account is made of. */
export interface NewAccount {
  id: string
  email: string
  passwordHash: string
  roles: Role[]
  confirmed: boolean
}

/** Adds an account. With `confirmed`, throws the violation that `isOwnedAlready` tells when the address has an owner. */
export async function addAccount(tx: Tx, account: NewAccount, ctx: AuthContext): Promise<AccountRow> {
  const now = ctx.now()
  return tx.one<AccountRow>`
    insert into accounts (id, email, email_confirmed_at, password_hash, roles, created_at)
    values (${account.id}, ${account.email}, ${account.confirmed ? now : null}, ${account.passwordHash},
            ${account.roles}, ${now})
    returning id, email, email_confirmed_at, password_hash, roles`
}

/** Whether an error says that another account owns the address. */
export function isOwnedAlready(error: unknown): boolean {
  return violates(error, 'email_has_one_owner')
}

/**
 * Makes the address this account's own and tells the others; repeating changes nothing. The first to confirm wins:
 * throws `linkRejected` when another account owns the address.
 */
export async function confirmAddress(tx: Tx, accountId: string, ctx: AuthContext): Promise<void> {
  try {
    const [confirmed] = await tx<{ email: string }>`
      update accounts set email_confirmed_at = ${ctx.now()}
      where id = ${accountId} and email_confirmed_at is null returning email`
    if (confirmed) await ctx.emit(tx, emailConfirmed, { userId: accountId, email: confirmed.email }, accountId)
  } catch (error) {
    if (isOwnedAlready(error)) throw linkRejected()
    throw error
  }
}

/** Adds a role; false when the account had it already. */
export async function addRole(db: Queryable, accountId: string, role: Role): Promise<boolean> {
  const changed = await db`
    update accounts set roles = array_append(roles, ${role}::text)
    where id = ${accountId} and not ${role}::text = any (roles) returning id`
  return changed.length > 0
}

/** Replaces the password hash. With `unlessChangedFrom`, only while it still is that one (a rehash, not a new password). */
export async function setPasswordHash(
  db: Queryable,
  accountId: string,
  passwordHash: string,
  unlessChangedFrom?: string,
): Promise<void> {
  const condition = unlessChangedFrom === undefined ? db.part`` : db.part`and password_hash = ${unlessChangedFrom}`
  await db`update accounts set password_hash = ${passwordHash} where id = ${accountId} ${condition}`
}

/** Whether the owner is to be told now that the address was registered again: at most once an hour. */
export async function mayWarnOwner(tx: Tx, ownerId: string, ctx: AuthContext): Promise<boolean> {
  const warned = await tx`
    update accounts set warned_at = ${ctx.now()}
    where id = ${ownerId} and (warned_at is null or warned_at <= ${ctx.now()}::timestamptz - interval '1 hour')
    returning id`
  return warned.length > 0
}

/** The ids of staff, the oldest accounts first, at most a hundred. */
export async function adminIds(db: Queryable): Promise<string[]> {
  const rows = await db<{ id: string }>`
    select id from accounts where 'admin' = any (roles) order by created_at, id limit 100`
  return rows.map(({ id }) => id)
}
