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

interface Keys {
  set: ReturnType<typeof createLocalJWKSet>
  ids: Set<string>
  /** When to fetch them again, at the latest. */
  staleAt: number
  fetchedAt: number
}

/**
 * Verifies access tokens against the keys that `fetchKeys` gives: cached for five minutes, fetched again when a token
 * names an unknown key (at most every ten seconds), kept while they cannot be fetched. A verified token is remembered
 * until it expires. Throws what `fetchKeys` throws while there are no keys yet.
 */
export function tokenVerifier(fetchKeys: () => Promise<JSONWebKeySet>, clock: Clock): TokenVerifier {
  const known = new LRUCache<string, { caller: Caller; expiresAt: number }>({ max: 20_000 })
  let keys: Keys | undefined
  let fetching: Promise<Keys> | undefined

  async function keysFor(kid: string): Promise<Keys> {
    const now = Date.now()
    if (keys && now < keys.staleAt && (keys.ids.has(kid) || now < keys.fetchedAt + keysRefetchMs)) return keys
    fetching ??= fetchAnew().finally(() => (fetching = undefined))
    keys = await fetching
    return keys
  }

  async function fetchAnew(): Promise<Keys> {
    const fetchedAt = Date.now()
    try {
      const json = await fetchKeys()
      const ids = new Set(json.keys.map((key) => key.kid ?? ''))
      return { set: createLocalJWKSet(json), ids, fetchedAt, staleAt: fetchedAt + keysFreshMs }
    } catch (error) {
      if (!keys) throw error
      return { ...keys, fetchedAt, staleAt: fetchedAt + keysRefetchMs }
    }
  }

  return {
    async verify(token) {
      const now = clock.now().getTime()
      const hit = known.get(token)
      if (hit) return hit.expiresAt > now ? hit.caller : undefined
      const kid = keyIdOf(token)
      if (!kid) return undefined
      const { set } = await keysFor(kid)
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
