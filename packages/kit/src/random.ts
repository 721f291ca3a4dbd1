import { randomFillSync } from 'node:crypto'

const pool = Buffer.allocUnsafe(8_192)
let used = pool.length

/**
 * A few random bytes for ids, from a pool that is filled at once: to ask the system for each sixteen would cost a small
 * request a tenth of its time. The bytes are the caller's own, and are handed out once.
 */
export function someRandomBytes(count: number): Buffer {
  const start = take(count)
  return Buffer.from(pool.subarray(start, start + count))
}

/** 96 random bits as 16 characters that are safe in a URL and a header. */
export function someRandomWord(): string {
  const start = take(12)
  return pool.toString('base64url', start, start + 12)
}

function take(count: number): number {
  if (used + count > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += count
  return used - count
}
