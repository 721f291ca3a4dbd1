/**
 * Slows down the guessing of passwords without letting anybody lock another out: wrong passwords are counted for an
 * address *from a network*, for the network as a whole, and apart from both for a device that is known to the account.
 * Nothing is counted for an account alone. Every statement on the table `login_attempts`.
 */
import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { tooManyAttempts } from '@ecc/contracts/auth'
import type { ProblemError } from '@ecc/contracts/define'
import type { Queryable, Tx } from '@ecc/kit'
import type { AuthContext, HttpExchange } from './config.ts'

/** How many wrong passwords are free before each further one makes one wait. */
export const freeAttempts = { pair: 5, network: 50, device: 10 } as const
const firstDelaySeconds = 30
const longestDelaySeconds = 15 * 60
/** Counts start anew when nothing went wrong for a day. */
const forgottenAfterHours = 24

/** Something failures are counted for. */
interface Counter {
  key: Buffer
  free: number
}

/** An attempt under way: what it was counted for already, and what it will be counted for should it fail. */
export interface Attempt {
  own: Counter
  network: Counter | undefined
}

/**
 * Counts an attempt before the password is checked, so that many at once are all counted; for its network it counts only
 * when it fails, because many people may sign in from one at once. Throws `tooManyAttempts` with `retryAfterSeconds`, and
 * then counts nothing: waiting people do not make it worse for themselves.
 */
export async function countAttempt(
  email: string,
  device: Buffer | undefined,
  http: HttpExchange,
  ctx: AuthContext,
): Promise<Attempt> {
  const attempt = attemptOf(email, device, http)
  try {
    await ctx.sql.begin(async (tx) => {
      if (!(await count(tx, attempt.own, ctx))) throw await blocked(tx, attempt.own, ctx)
      if (attempt.network && (await isBlocked(tx, attempt.network, ctx))) throw await blocked(tx, attempt.network, ctx)
    })
  } catch (error) {
    if (tooManyAttempts.is(error)) http.setHeader('retry-after', String(error.extra['retryAfterSeconds']))
    throw error
  }
  return attempt
}

/** Counts for the network that the password was wrong. */
export async function noteFailure({ network }: Attempt, ctx: AuthContext): Promise<void> {
  if (network) await count(ctx.sql, network, ctx)
}

/**
 * Takes a right password out of the counts. The network's count stays, or a guesser could clear it with an account of
 * their own.
 */
export async function forgiveAttempt(tx: Tx, { own }: Attempt): Promise<void> {
  await tx`delete from login_attempts where key = ${own.key}`
}

function attemptOf(email: string, device: Buffer | undefined, http: HttpExchange): Attempt {
  const address = email.toLowerCase()
  if (device) {
    const key = digest('device', device.toString('hex'), address)
    return { own: { key, free: freeAttempts.device }, network: undefined }
  }
  const from = networkOf(http.ip)
  return {
    own: { key: digest('pair', address, from), free: freeAttempts.pair },
    network: { key: digest('network', from), free: freeAttempts.network },
  }
}

/** Adds one; false, and nothing added, while blocked. One statement, so that the row's lock puts parallel ones in a row. */
async function count(db: Queryable, { key, free }: Counter, ctx: AuthContext): Promise<boolean> {
  const now = ctx.now()
  const counted = await db`
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
  return counted.length > 0
}

async function isBlocked(db: Queryable, { key }: Counter, ctx: AuthContext): Promise<boolean> {
  return (await db`select key from login_attempts where key = ${key} and blocked_until > ${ctx.now()}`).length > 0
}

async function blocked(tx: Tx, { key }: Counter, ctx: AuthContext): Promise<ProblemError> {
  const { blockedUntil } = await tx.one<{ blockedUntil: string }>`
    select blocked_until from login_attempts where key = ${key}`
  const seconds = Math.ceil((Date.parse(blockedUntil) - ctx.now().getTime()) / 1000)
  return tooManyAttempts(undefined, { retryAfterSeconds: Math.max(1, seconds) })
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
