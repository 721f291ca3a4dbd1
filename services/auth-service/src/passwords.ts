/** Password hashes: argon2id with the parameters OWASP names first (19 MiB, two passes, one lane). */
import { hash, parseOptions, verify } from '@node-rs/argon2'
import type { AuthContext } from './config.ts'

const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const saltBytes = 16

/** A hash nobody knows a password of, at today's cost; checked where there is no account, to take the same time. */
const nobodysHash =
  `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$` +
  `${'A'.repeat(22)}$${'A'.repeat(43)}`

/** The same password may reach us composed or decomposed, depending on the keyboard (NIST SP 800-63B, 5.1.1.2). */
const normal = (password: string) => password.normalize('NFKC')

/** Hashes a password for keeping. Throws `unavailable` when too many wait. */
export function hashPassword(password: string, ctx: AuthContext): Promise<string> {
  return ctx.resources.hashes.run(() => hash(normal(password), { ...cost, salt: ctx.random(saltBytes) }))
}

/**
 * The index of the first hash this password belongs to, -1 for none. `undefined` stands for "no such account" and
 * costs as much as a real one, so that the time of the answer says nothing. Throws `unavailable` when too many wait.
 */
export function matchingHash(hashes: readonly (string | undefined)[], password: string, ctx: AuthContext) {
  return ctx.resources.hashes.run(async () => {
    for (const [index, candidate] of hashes.entries()) {
      const matches = await verify(candidate ?? nobodysHash, normal(password))
      if (matches && candidate !== undefined) return index
    }
    return -1
  })
}

/** Whether a hash was made with other parameters than today's. */
export function isOutdated(passwordHash: string): boolean {
  const made = parseOptions(passwordHash)
  return (
    made.memoryCost !== cost.memoryCost ||
    made.timeCost !== cost.timeCost ||
    made.parallelism !== cost.parallelism ||
    !passwordHash.startsWith('$argon2id$')
  )
}
