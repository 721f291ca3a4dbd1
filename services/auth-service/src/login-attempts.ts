/**
 * Slows down the guessing of passwords without letting anybody lock another out: wrong passwords are counted for an
 * address *from a network*, for the network as a whole, and apart from both for a device that is known to the account.
 * Nothing is counted for an account alone. Every statement on the table `login_attempts`.
 */
import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { tooManyAttempts } from '@ecc/contracts/auth.ts'
import type { Tx } from '@ecc/kit'
import type { AuthContext, HttpExchange } from './config.ts'

/** How many wrong passwords are free before each further one makes one wait. */
export const freeAttempts = { pair: 5, network: 50, device: 10 } as const
const firstDelaySeconds = 30
const longestDelaySeconds = 15 * 60
/** Counts start anew when nothing went wrong for a day. */
export const forgottenAfterHours = 24

/** What an attempt is counted for. */
interface Counter {
  key: Buffer
  free: number
}

/** An attempt that was counted; forgiven when the password was right. */
export type Attempt = readonly Counter[]

/**
 * Counts an attempt before the password is checked, so that many at once are all counted. Throws `tooManyAttempts`
 * with `retryAfterSeconds`, and then counts nothing: waiting people do not make it worse for themselves.
 */
export async function countAttempt(
  email: string,
  device: Buffer | undefined,
  http: HttpExchange,
  ctx: AuthContext,
): Promise<Attempt> {
  const counters = countersFor(email, device, http)
  try {
    await ctx.sql.begin(async (tx) => {
      for (const counter of counters) await count(tx, counter, ctx)
    })
  } catch (error) {
    if (tooManyAttempts.is(error)) http.setHeader('retry-after', String(error.extra['retryAfterSeconds']))
    throw error
  }
  return counters
}

function countersFor(email: string, device: Buffer | undefined, http: HttpExchange): Counter[] {
  if (device) return [{ key: digest('device', device.toString('hex'), email.toLowerCase()), free: freeAttempts.device }]
  const from = networkOf(http.ip)
  return [
    { key: digest('pair', email.toLowerCase(), from), free: freeAttempts.pair },
    { key: digest('network', from), free: freeAttempts.network },
  ]
}

/** One statement, so that the row's lock makes parallel attempts come one after the other. */
async function count(tx: Tx, { key, free }: Counter, ctx: AuthContext): Promise<void> {
  const now = ctx.now()
  const counted = await tx`
    insert into login_attempts as known (key, failures, last_at, blocked_until)
    values (${key}, 1, ${now}, ${now})
    on conflict (key) do update set
      last_at = excluded.last_at,
      failures = case when known.last_at <= ${forgotten(now)} then 1 else known.failures + 1 end,
      blocked_until = case
        when known.last_at <= ${forgotten(now)} or known.failures + 1 < ${free}::int then excluded.last_at
        else excluded.last_at + make_interval(secs => least(
          ${firstDelaySeconds}::int * 2 ^ least(known.failures + 1 - ${free}::int, 20), ${longestDelaySeconds}::int)) end
    where known.blocked_until <= excluded.last_at
    returning key`
  if (counted.length === 0) throw await blocked(tx, key, now)
}

async function blocked(tx: Tx, key: Buffer, now: Date) {
  const { blockedUntil } = await tx.one<{ blockedUntil: string }>`
    select blocked_until from login_attempts where key = ${key}`
  const retryAfterSeconds = Math.max(1, Math.ceil((Date.parse(blockedUntil) - now.getTime()) / 1000))
  return tooManyAttempts(undefined, { retryAfterSeconds })
}

/**
 * Takes a right password out of the counts. The address's own count starts anew; the network's goes down by one only,
 * or a guesser could clear it with an account of their own.
 */
export async function forgiveAttempt(tx: Tx, [own, ...shared]: Attempt, ctx: AuthContext): Promise<void> {
  if (own) await tx`delete from login_attempts where key = ${own.key}`
  for (const { key, free } of shared)
    await tx`
      update login_attempts set
        failures = greatest(failures - 1, 0),
        blocked_until = case when failures - 1 < ${free}::int then ${ctx.now()}::timestamptz else blocked_until end
      where key = ${key}`
}

/** Forgets what was counted for an address from this network; for somebody who has just set a new password here. */
export async function forgetAttempts(tx: Tx, email: string, http: HttpExchange): Promise<void> {
  await tx`delete from login_attempts where key = ${digest('pair', email.toLowerCase(), networkOf(http.ip))}`
}

/** Who shares a counter: one IPv4 address, or one IPv6 /64, which is what one customer gets at least. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)
  if (mapped?.[1]) return mapped[1]
  if (!isIPv6(ip)) return ip
  const [head = '', tail] = ip.toLowerCase().split('%', 1)[0]?.split('::') ?? []
  const groups = head.split(':').filter(Boolean)
  const after = tail?.split(':').filter(Boolean) ?? []
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...after]
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

/** Neither addresses of people who mistyped nor networks are kept in the clear. */
function digest(...parts: string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest()
}

function forgotten(now: Date): Date {
  return new Date(now.getTime() - forgottenAfterHours * 3_600_000)
}

/** Deletes counts of the day before: they would start anew anyway. */
export async function forgetOldAttempts(ctx: AuthContext): Promise<void> {
  await ctx.sql`delete from login_attempts where last_at <= ${forgotten(ctx.now())}`
}
