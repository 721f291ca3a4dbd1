/** user-service under test, and a person in it. For tests only. */
import type { BodyOf } from '@ecc/contracts/define'
import { createUser } from '@ecc/contracts/users'
import type { Caller } from '@ecc/kit'
import { aPlayer, type TestedService, testService } from '@ecc/kit/testing'
import definition from './service.ts'

/** Starts user-service on 1 March 2027, noon UTC. */
export function userService(): Promise<TestedService> {
  return testService(definition, { now: '2027-03-01T12:00:00Z' })
}

/** What auth-service says of a new person. */
export function aProfile(changes: Partial<BodyOf<typeof createUser>> = {}): BodyOf<typeof createUser> {
  return {
    email: 'ada@example.com',
    displayName: 'Ada',
    birthDate: '2000-05-06',
    timeZone: 'Europe/Berlin',
    locale: 'en',
    ...changes,
  }
}

/** A person with a profile. */
export async function aMember(t: TestedService, changes: Partial<BodyOf<typeof createUser>> = {}): Promise<Caller> {
  const me = aPlayer()
  await t.call(createUser, { params: { id: me.userId }, body: aProfile(changes) })
  return me
}

/** The smallest PNG there is, and bytes that begin like the other kinds. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)
export const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex')
export const webp = Buffer.concat([Buffer.from('RIFF'), Buffer.from([4, 0, 0, 0]), Buffer.from('WEBPVP8 ')])

/** Uploads a picture; the raw answer. */
export function upload(t: TestedService, me: Caller, payload: Buffer, type = 'image/png') {
  return t.request({ method: 'PUT', url: '/users/me/avatar', payload, headers: { 'content-type': type }, as: me })
}
