/** The Ed25519 keys that sign access tokens: made, sealed, published, retired. Every statement on `signing_keys`. */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  generateKeyPair,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import { promisify } from 'node:util'
import type { Queryable, Tx } from '@ecc/kit'
import type { AuthContext } from './config.ts'

/** A key is replaced when it is this old. */
const keyLifeDays = 30
/** The next key is published this long before it signs, and the last one this long after it has stopped. */
const publishedAroundMinutes = 60
const minuteMs = 60_000
const ivBytes = 12
const tagBytes = 16
const openedMax = 8

/** The sealing key, and the signing keys this process has opened. */
export interface KeyRing {
  sealingKey: Buffer
  opened: Map<string, KeyObject>
}

/** Derives the sealing key from the configured secret. */
export function keyRing(secret: string): KeyRing {
  return {
    sealingKey: Buffer.from(hkdfSync('sha256', secret, '', 'ecc auth-service signing keys', 32)),
    opened: new Map(),
  }
}

interface KeyRow {
  kid: string
  publicJwk: Record<string, unknown>
  sealedPrivateKey: Buffer
  createdAt: string
  signsFrom: string
}

/** The key that signs now; the first one is made at its first use. */
export async function currentKey(ctx: AuthContext): Promise<{ kid: string; privateKey: KeyObject }> {
  const row = (await signingNow(ctx.sql, ctx)) ?? (await makeFirstKey(ctx))
  return { kid: row.kid, privateKey: open(row, ctx.resources.keys) }
}

function signingNow(db: Queryable, ctx: AuthContext): Promise<KeyRow | undefined> {
  return db.first<KeyRow>`
    select * from signing_keys where signs_from <= ${ctx.now()} order by signs_from desc limit 1`
}

/**
 * The public keys as a JWKS (RFC 7517): the one that signs, the one that will sign next, and those that signed within
 * the last hour, so that neither a cached key set nor a token under way meets an unknown key.
 */
export async function publicKeys(ctx: AuthContext): Promise<Record<string, unknown>[]> {
  await currentKey(ctx)
  const rows = await keysInUse(ctx.sql, ctx)
  return rows.map(({ kid, publicJwk }) => ({ ...publicJwk, kid, use: 'sig', alg: 'EdDSA' }))
}

function keysInUse(db: Queryable, ctx: AuthContext): Promise<KeyRow[]> {
  const forgottenAt = new Date(ctx.now().getTime() - publishedAroundMinutes * minuteMs)
  return db<KeyRow>`
    select * from (select *, lead(signs_from) over (order by signs_from) as replaced_at from signing_keys) as key
    where replaced_at is null or replaced_at > ${forgottenAt} order by signs_from desc limit 10`
}

/** Makes the next key when the newest is 30 days old, and deletes those no longer published. Safe to repeat. */
export async function rotateKeys(ctx: AuthContext): Promise<void> {
  await ctx.sql.begin(async (tx) => {
    await lockKeys(tx)
    const inUse = await keysInUse(tx, ctx)
    await tx`delete from signing_keys where not kid = any (${inUse.map((key) => key.kid)})`
    const newest = inUse[0]
    if (!newest) return // nothing was ever signed; the first key is made at its first use
    const replaceAt = Date.parse(newest.createdAt) + keyLifeDays * 24 * 60 * minuteMs
    if (replaceAt > ctx.now().getTime()) return
    await addKey(tx, new Date(ctx.now().getTime() + publishedAroundMinutes * minuteMs), ctx)
  })
}

function makeFirstKey(ctx: AuthContext): Promise<KeyRow> {
  return ctx.sql.begin(async (tx) => {
    await lockKeys(tx)
    // Another replica may have made it while this one waited for the lock.
    return (await signingNow(tx, ctx)) ?? addKey(tx, ctx.now(), ctx)
  })
}

async function lockKeys(tx: Tx): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('auth-service signing keys'))`
}

async function addKey(tx: Tx, signsFrom: Date, ctx: AuthContext): Promise<KeyRow> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ed25519')
  const kid = ctx.id()
  const sealed = seal(privateKey, kid, ctx)
  const publicJwk = tx.json(publicKey.export({ format: 'jwk' }))
  ctx.log.info({ kid, signsFrom }, 'a signing key was made')
  return tx.one<KeyRow>`
    insert into signing_keys (kid, public_jwk, sealed_private_key, created_at, signs_from)
    values (${kid}, ${publicJwk}, ${sealed}, ${ctx.now()}, ${signsFrom}) returning *`
}

/** AES-256-GCM: iv, tag, ciphertext. The kid is authenticated too, so that rows cannot be swapped. */
function seal(privateKey: KeyObject, kid: string, ctx: AuthContext): Buffer {
  const iv = ctx.random(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', ctx.resources.keys.sealingKey, iv).setAAD(Buffer.from(kid))
  const text = privateKey.export({ format: 'der', type: 'pkcs8' })
  const encrypted = Buffer.concat([cipher.update(text), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), encrypted])
}

function open({ kid, sealedPrivateKey: sealed }: KeyRow, ring: KeyRing): KeyObject {
  const known = ring.opened.get(kid)
  if (known) return known
  const privateKey = createPrivateKey({ key: unseal(sealed, kid, ring.sealingKey), format: 'der', type: 'pkcs8' })
  if (ring.opened.size >= openedMax) ring.opened.clear()
  ring.opened.set(kid, privateKey)
  return privateKey
}

function unseal(sealed: Buffer, kid: string, sealingKey: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', sealingKey, sealed.subarray(0, ivBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(kid)).setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()])
  } catch (cause) {
    throw new Error(`signing key ${kid} was sealed with another AUTH_KEY_SECRET; see the README on changing it`, {
      cause,
    })
  }
}
