/** auth-service under test, with user-service faked by contract. For tests only. */
import { accountRegistered, register, type SignedIn } from '@ecc/contracts/auth'
import type { BodyOf } from '@ecc/contracts/define'
import { createUser, findUsers, unknownZone } from '@ecc/contracts/users'
import type { Caller } from '@ecc/kit'
import { fake, type TestedService, testService } from '@ecc/kit/testing'
import type { Config, Resources } from './config.ts'
import definition from './service.ts'

type Registration = BodyOf<typeof register>
type Profile = BodyOf<typeof createUser>

/** A password that nothing objects to. */
export const goodPassword = 'correct horse battery'
/** A zone the faked user-service does not know. */
export const zoneOfNobody = 'Mars/Olympus'

/** The service, and the profiles its fake of user-service holds. */
export type AuthUnderTest = TestedService<Config, Resources> & { profiles: Map<string, Profile> }

/** Starts auth-service on 1 March 2027, noon UTC. */
export async function authService(env: Record<string, string> = {}): Promise<AuthUnderTest> {
  const profiles = new Map<string, Profile>()
  const fakes = [
    fake(createUser, async ({ params, body }) => {
      if (body.timeZone === zoneOfNobody) throw unknownZone()
      profiles.set((params as { id: string }).id, body)
      return null
    }),
    fake(findUsers, async ({ body }) => ({ items: body.ids.flatMap((id) => contactOf(id, profiles.get(id)) ?? []) })),
  ]
  const t = await testService<Config, Resources>(definition, { fakes, env, now: '2027-03-01T12:00:00Z' })
  return Object.assign(t, { profiles })
}

function contactOf(id: string, profile: Profile | undefined) {
  const preferences = { theme: 'system', hourCycle: 'locale', emailReminders: true, emailUpdates: true } as const
  return profile && { id, ...profile, avatarUrl: null, preferences }
}

let people = 0

/** What a new person sends; each call is another person. */
export function aRegistration(changes: Partial<Registration> = {}): Registration {
  people += 1
  return {
    email: `person${people}@example.com`,
    password: goodPassword,
    displayName: `Person ${people}`,
    birthDate: '2000-05-06',
    timeZone: 'Europe/Berlin',
    ...changes,
  }
}

/** Registers a person. */
export function registered(t: AuthUnderTest, changes: Partial<Registration> = {}): Promise<SignedIn> {
  return t.call(register, { body: aRegistration(changes) })
}

/** The token of the link that confirms this account's address, from the event of its registration. */
export async function confirmationTokenOf(t: AuthUnderTest, { account }: SignedIn): Promise<string> {
  const events = await t.emitted(accountRegistered)
  const event = events.find(({ userId }) => userId === account.id)
  if (!event) throw new Error('that account was not registered')
  return event.confirmationToken
}

/** The claims of an access token, unchecked. */
export function claimsOf({ accessToken }: SignedIn): Claims {
  return JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as Claims
}

interface Claims {
  sub: string
  lid: string
  roles: string[]
}

/** A caller on a login that exists: test callers carry their user's id as login id, so the login is given that id. */
export async function onLogin(t: AuthUnderTest, signedIn: SignedIn, caller: Caller): Promise<Caller> {
  const { lid } = claimsOf(signedIn)
  await t.sql`
    insert into logins (id, account_id, device, address, created_at, last_used_at, expires_at, ends_at_latest)
    select ${caller.loginId}, account_id, device, address, created_at, last_used_at, expires_at, ends_at_latest
    from logins where id = ${lid}`
  await t.sql`update refresh_tokens set login_id = ${caller.loginId} where login_id = ${lid}`
  await t.sql`delete from logins where id = ${lid}`
  return caller
}

/** Whether a refresh token is accepted; uses it up. */
export async function isAlive(t: AuthUnderTest, refreshToken: string): Promise<boolean> {
  const response = await t.request({ method: 'POST', url: '/auth/refresh', payload: { refreshToken } })
  return response.statusCode === 200
}

/** Opens so many database connections, so that requests which come at once really race. */
export async function openConnections({ sql }: AuthUnderTest, count: number): Promise<void> {
  const { promise: allOpen, resolve } = Promise.withResolvers<void>()
  let open = 0
  const hold = () =>
    sql.begin(async (tx) => {
      await tx`select 1`
      if (++open === count) resolve()
      await allOpen
    })
  await Promise.all(Array.from({ length: count }, hold))
}
