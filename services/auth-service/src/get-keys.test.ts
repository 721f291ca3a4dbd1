import * as contract from '@ecc/contracts/auth'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rotateSigningKeys } from './rotate-signing-keys.ts'
import { keyRing } from './signing-keys.ts'
import { type AuthUnderTest, authService, claimsOf, openConnections, registered } from './testing.ts'

let t: AuthUnderTest
beforeAll(async () => {
  t = await authService()
})
afterAll(() => t.close())

const keys = async () => (await t.call(contract.getKeys)) as JSONWebKeySet
const kids = async () => (await keys()).keys.map(({ kid }) => kid)
const kidOf = (token: string) =>
  (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid
const verified = async (token: string) =>
  jwtVerify(token, createLocalJWKSet(await keys()), { issuer: 'ecc', audience: 'ecc', currentDate: t.clock.now() })

async function rotate(): Promise<void> {
  await t.sql.begin((tx) => t.ctx.addJob(tx, rotateSigningKeys, {}))
  await t.settle()
}

const atOnce = 4

describe('getKeys', () => {
  test('proves access tokens, which say who, which roles and which login', async () => {
    const signedIn = await registered(t, { role: 'coach' })
    const { payload, protectedHeader } = await verified(signedIn.accessToken)
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', kid: (await kids())[0] })
    expect(payload).toMatchObject({ sub: signedIn.account.id, roles: ['player', 'coach'], lid: claimsOf(signedIn).lid })
    expect(Number(payload.exp) - Number(payload.iat)).toBe(600)
    expect(new Date(Number(payload.exp) * 1000).toISOString()).toBe(signedIn.accessTokenExpiresAt)
  })

  test('publishes public halves only, for five minutes', async () => {
    const response = await t.request({ method: 'GET', url: '/auth/jwks' })
    expect(response.headers['cache-control']).toBe('public, max-age=300')
    for (const key of response.json<JSONWebKeySet>().keys) {
      expect(key).toMatchObject({ kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA' })
      expect(key).not.toHaveProperty('d')
    }
  })

  test('makes one first key when several ask at once', async () => {
    const fresh = await authService()
    await openConnections(fresh, atOnce)
    const answers = await Promise.all(Array.from({ length: atOnce }, () => fresh.call(contract.getKeys)))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    await fresh.close()
  })

  test('keeps private halves sealed: another secret does not open them', async () => {
    const { accessToken } = await registered(t)
    const { sealedPrivateKey } = await t.sql.one<{ sealedPrivateKey: Buffer }>`
      select sealed_private_key from signing_keys where kid = ${kidOf(accessToken)}`
    expect(sealedPrivateKey.includes(Buffer.from('302e020100300506032b6570', 'hex'))).toBe(false) // PKCS #8 of Ed25519
    const opened = { ...t.resources.keys }
    Object.assign(t.resources.keys, keyRing('another secret that is long enough'))
    await expect(t.call(contract.getKeys)).rejects.toMatchObject({ code: 'internal-fault' })
    Object.assign(t.resources.keys, opened)
    await expect(t.call(contract.getKeys)).resolves.toBeDefined()
  })

  test('shows the next key an hour before it signs, and the last one an hour after', async () => {
    const [old] = await kids()
    await rotate()
    expect(await kids()).toEqual([old]) // young yet
    await t.clock.advance({ days: 31 })
    await rotate()
    await rotate()
    const published = await kids()
    expect(published).toHaveLength(2)
    const before = await registered(t)
    expect(kidOf(before.accessToken)).toBe(old)

    await t.clock.advance({ minutes: 61 })
    const after = await registered(t)
    expect(kidOf(after.accessToken)).toBe(published.find((kid) => kid !== old))
    expect(await kids()).toEqual(expect.arrayContaining(published))
    await verified(after.accessToken)

    await t.clock.advance({ minutes: 61 })
    await rotate()
    expect(await kids()).toEqual([kidOf(after.accessToken)])
    expect(await t.sql`select kid from signing_keys`).toHaveLength(1)
  })
})
