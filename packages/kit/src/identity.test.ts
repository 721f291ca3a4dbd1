import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OffsetClock } from './clock.ts'
import { serviceIdentity, tokenVerifier } from './identity.ts'

const start = '2027-03-01T12:00:00.000Z'
const minutes = (count: number) => count * 60_000

/** Keys as auth-service has them, and what they sign. */
async function signer(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA')
  return {
    jwk: { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA' },
    sign: (claims: Record<string, unknown> = {}, { audience = 'ecc', lifeMs = minutes(10) } = {}) =>
      new SignJWT({ roles: ['player'], lid: 'login-1', ...claims })
        .setProtectedHeader({ alg: 'EdDSA', kid })
        .setSubject('ada')
        .setIssuer('ecc')
        .setAudience(audience)
        .setExpirationTime(new Date(Date.now() + lifeMs))
        .sign(privateKey),
  }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: new Date(start) }))
afterEach(() => void vi.useRealTimers())
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)

describe('an access token', () => {
  async function verifierWith(...signers: Awaited<ReturnType<typeof signer>>[]) {
    const state = { keys: signers.map(({ jwk }) => jwk), fetches: 0, away: false }
    const fetchKeys = async () => {
      state.fetches++
      if (state.away) throw new Error('auth-service is away')
      return { keys: state.keys } as JSONWebKeySet
    }
    return { state, ...tokenVerifier(fetchKeys, new OffsetClock()) }
  }

  it('tells who calls, and asks for the keys once', async () => {
    const auth = await signer('one')
    const verifier = await verifierWith(auth)
    const token = await auth.sign()
    const callers = await Promise.all([1, 2, 3].map(() => verifier.verify(token)))
    expect(callers[0]).toEqual({ userId: 'ada', roles: ['player'], loginId: 'login-1', token })
    expect(verifier.state.fetches).toBe(1)
  })

  it('is worth nothing once it has expired, also when it was verified before', async () => {
    const auth = await signer('one')
    const { verify } = await verifierWith(auth)
    const [seen, unseen] = [await auth.sign(), await auth.sign({ lid: 'login-2' })]
    expect(await verify(seen)).toBeDefined()
    pass(minutes(10) + 1_000)
    expect(await verify(seen)).toBeUndefined()
    expect(await verify(unseen)).toBeUndefined()
  })

  it('is worth nothing when it is forged, meant for others, unsigned or garbage', async () => {
    const [auth, forger] = [await signer('one'), await signer('one')]
    const { verify } = await verifierWith(auth)
    const good = await auth.sign()
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const bad = [
      await forger.sign({ roles: ['admin'] }),
      await auth.sign({}, { audience: 'elsewhere' }),
      [good.split('.')[0], encode({ sub: 'eve', roles: ['admin'] }), good.split('.')[2]].join('.'),
      `${encode({ alg: 'none', kid: 'one' })}.${encode({ sub: 'eve', iss: 'ecc', aud: 'ecc' })}.`,
      'garbage',
      `${encode({ kid: 'one' })}${'x'.repeat(5_000)}`,
    ]
    for (const token of bad) expect(await verify(token)).toBeUndefined()
  })

  it('of a key unknown so far has the keys fetched again, at most every ten seconds', async () => {
    const [auth, next] = [await signer('one'), await signer('two')]
    const verifier = await verifierWith(auth)
    await verifier.verify(await auth.sign())
    verifier.state.keys.push(next.jwk)
    expect(await verifier.verify(await next.sign())).toBeUndefined()
    expect(verifier.state.fetches).toBe(1)
    pass(10_001)
    expect(await verifier.verify(await next.sign())).toBeDefined()
    expect(await verifier.verify(await auth.sign({ lid: 'again' }))).toBeDefined()
    expect(verifier.state.fetches).toBe(2)
  })

  it('of a key that was withdrawn is refused after five minutes', async () => {
    const [auth, next] = [await signer('one'), await signer('two')]
    const verifier = await verifierWith(auth)
    await verifier.verify(await auth.sign())
    verifier.state.keys = [next.jwk]
    pass(minutes(5) + 1)
    expect(await verifier.verify(await auth.sign())).toBeUndefined()
  })

  it('goes on being verified with the known keys while auth-service is away', async () => {
    const auth = await signer('one')
    const verifier = await verifierWith(auth)
    await verifier.verify(await auth.sign())
    verifier.state.away = true
    pass(minutes(6))
    expect(await verifier.verify(await auth.sign())).toBeDefined()
    expect(await verifier.verify(await auth.sign({ lid: 'other' }))).toBeDefined()
    expect(verifier.state.fetches).toBe(2)
  })

  it('cannot be judged before the first keys are there, which is an error and not a refusal', async () => {
    const auth = await signer('one')
    const verifier = await verifierWith(auth)
    verifier.state.away = true
    await expect(verifier.verify(await auth.sign())).rejects.toThrow('away')
    verifier.state.away = false
    expect(await verifier.verify(await auth.sign())).toBeDefined()
  })
})

describe('a service token', () => {
  const ours = serviceIdentity('a secret that services share')

  it('proves a service for a minute', () => {
    const token = ours.mint('shelf-service')
    expect(ours.check(token)).toBe(true)
    pass(minutes(1) + 1)
    expect(ours.check(token)).toBe(false)
    expect(ours.check(ours.mint('shelf-service'))).toBe(true)
  })

  it('is worth nothing under another secret, name or expiry', () => {
    const [name, until, signature] = ours.mint('shelf-service').split('.') as [string, string, string]
    const bad = [
      serviceIdentity('another secret').mint('shelf-service'),
      `till-service.${until}.${signature}`,
      `${name}.${Number(until) + 1}.${signature}`,
      `${name}.never.${signature}`,
      `${name}.${until}`,
      '',
    ]
    for (const token of bad) expect(ours.check(token)).toBe(false)
  })
})
