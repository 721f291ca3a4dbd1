/** Configuration of auth-service, and what it opens at start. */
import type { Route } from '@ecc/contracts/define'
import type { Context, DependencyHealth, Request } from '@ecc/kit'
import { type Static, Type } from 'typebox'
import { type HashQueue, hashQueue } from './hash-queue.ts'
import { type KeyRing, keyRing } from './signing-keys.ts'

/** The keys auth-service reads from the environment. */
export const config = Type.Object({
  AUTH_KEY_SECRET: Type.String({
    secret: true,
    developmentDefault: 'development-only-secret-that-seals-signing-keys',
    minLength: 32,
    description: 'Seals the private signing keys at rest; at least 32 random characters, the same in every replica',
  }),
  AUTH_HASH_CONCURRENCY: Type.Integer({
    default: 2,
    minimum: 1,
    maximum: 64,
    description: 'Password hashes computed at once; each takes one core for about 30 ms and 19 MiB',
  }),
  AUTH_HASH_QUEUE: Type.Integer({
    default: 64,
    minimum: 0,
    maximum: 10_000,
    description: 'Sign-ins that may wait for a password hash before more are told to come back later',
  }),
})
export type Config = Static<typeof config>

/** What every handler finds in `ctx.resources`. */
export interface Resources {
  hashes: HashQueue
  keys: KeyRing
  health: () => Promise<DependencyHealth[]>
}

/** The context of every handler and job of this service. */
export type AuthContext = Context<Config, Resources>

/** Facts and means of the HTTP request: address, cookies, headers. */
export type HttpExchange = Request<Route>['http']

/** Opens the resources; nothing in them needs closing. */
export async function openResources({ config }: { config: Config }): Promise<Resources> {
  const hashes = hashQueue({ concurrency: config.AUTH_HASH_CONCURRENCY, waiting: config.AUTH_HASH_QUEUE })
  return { hashes, keys: keyRing(config.AUTH_KEY_SECRET), health: async () => [healthOf(hashes)] }
}

/** A full queue turns people away, but the service does the rest of its work. */
function healthOf(hashes: HashQueue): DependencyHealth {
  const status = hashes.isFull() ? 'degraded' : 'up'
  return { name: 'password hashing', status, detail: `${hashes.waiting()} waiting` }
}
