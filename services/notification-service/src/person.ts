import type { Preferences } from '@ecc/contracts/users'
import { findUsers } from '@ecc/contracts/users'
import type { Context } from './config.ts'

/** A person to write to, or about. */
export interface Person {
  id: string
  displayName: string
  email: string
  timeZone: string
  locale: string
  preferences: Preferences
}

const askedAtOnce = 100

/** Asks user-service for these people; who is not known there (any more) is not in the answer. */
export async function findPeople(ctx: Context, ids: string[]): Promise<Map<string, Person>> {
  const people = new Map<string, Person>()
  for (let i = 0; i < ids.length; i += askedAtOnce) {
    const { items } = await ctx.call(findUsers, { body: { ids: ids.slice(i, i + askedAtOnce) } })
    for (const person of items) people.set(person.id, person)
  }
  return people
}

/** What someone who deleted their account is called. */
export const formerMember = 'Former member'
