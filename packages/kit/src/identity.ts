/** Who is calling: people by access token (JWT, verified with auth-service's keys), services by a short-lived HMAC. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Role } from '@ecc/contracts/define'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import type { Clock } from './clock.ts'

/** A signed-in person. `token` is passed on when one service calls another for them. */
export interface Caller {
  userId: string
  roles: readonly Role[]
  loginId: string
  token: string
}

/** Tells who a bearer token belongs to; undefined when it is not valid now. */
export interface TokenVerifier {
  verify(token: string): Promise<Caller | undefined>
}

const keysFreshMs = 5 * 60_000
const keysRefetchMs = 10_000

/**
 * Verifies access tokens against the keys that `fetchKeys` gives: cached for five minutes, fetched again when a token
 * names an unknown key (at most every ten seconds). A verified token is remembered until it expires.
 */
export function tokenVerifier(fetchKeys: () => Promise<JSONWebKeySet>, clock: Clock): TokenVerifier {
  const known = new LRUCache<string, { caller: Caller; expiresAt: number }>({ max: 20_000 })
  let keys: { set: ReturnType<typeof createLocalJWKSet>; kids: Set<string>; at: number } | undefined

  async function keysFor(kid: string | undefined) {
    const age = keys ? Date.now() - keys.at : Infinity
    const unknown = kid !== undefined && keys && !keys.kids.has(kid)
    if (!keys || age > keysFreshMs || (unknown && age > keysRefetchMs) || (unknown && keys.kids.size === 0)) {
      const json = await fetchKeys()
      keys = { set: createLocalJWKSet(json), kids: new Set(json.keys.map((key) => key.kid ?? '')), at: Date.now() }
    }
    return keys.set
  }

  return {
    async verify(token) {
      const now = clock.now().getTime()
      const hit = known.get(token)
      if (hit) return hit.expiresAt > now ? hit.caller : undefined
      const kid = keyIdOf(token)
      if (!kid) return undefined
      const set = await keysFor(kid)
      try {
        const { payload } = await jwtVerify(token, set, {
          issuer: 'ecc',
          audience: 'ecc',
          currentDate: new Date(now),
          algorithms: ['EdDSA'],
        })
        const caller = {
          userId: String(payload.sub),
          roles: payload['roles'] as Role[],
          loginId: String(payload['lid']),
          token,
        }
        known.set(token, { caller, expiresAt: Number(payload.exp) * 1000 })
        return caller
      } catch {
        return undefined // expired, forged, or of another issuer: all the same to the caller
      }
    },
  }
}

function keyIdOf(token: string): string | undefined {
  const [head] = token.split('.', 1)
  if (!head || token.length > 4096) return undefined
  try {
    const header: unknown = JSON.parse(Buffer.from(head, 'base64url').toString())
    return (header as { kid?: string }).kid
  } catch {
    return undefined // not a JWT
  }
}

const serviceTokenLifeMs = 60_000

/** Makes and checks the header by which a service proves itself to another: `name.expiry.hmac`. */
export function serviceIdentity(secret: string) {
  const sign = (claim: string) => createHmac('sha256', secret).update(claim).digest('base64url')
  const minted = new Map<string, { token: string; until: number }>()
  return {
    mint(name: string): string {
      const now = Date.now()
      const last = minted.get(name)
      if (last && last.until - now > serviceTokenLifeMs / 2) return last.token
      const until = now + serviceTokenLifeMs
      const claim = `${name}.${until}`
      const token = `${claim}.${sign(claim)}`
      minted.set(name, { token, until })
      return token
    },
    check(token: string): boolean {
      const [name, until, signature] = token.split('.')
      if (!name || !until || !signature || Number(until) < Date.now()) return false
      const expected = Buffer.from(sign(`${name}.${until}`))
      const given = Buffer.from(signature)
      return expected.length === given.length && timingSafeEqual(expected, given)
    },
  }
}

export type ServiceIdentity = ReturnType<typeof serviceIdentity>
