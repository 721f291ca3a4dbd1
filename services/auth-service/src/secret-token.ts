/** Bearer secrets we hand out and keep only as hashes: refresh tokens, links in mails, device cookies. */
import { createHash } from 'node:crypto'
import type { AuthContext } from './config.ts'

const tokenBytes = 32

/** A new secret of 256 random bits, safe in a URL and a cookie. */
export function newToken(ctx: AuthContext): string {
  return ctx.random(tokenBytes).toString('base64url')
}

/** What is kept of it. Plain SHA-256 is enough for 256 random bits: there is nothing to guess. */
export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
