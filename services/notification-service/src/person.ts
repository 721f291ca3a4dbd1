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

/** Asks user-service for these people; who is not known there (any more) is not in the answer. */
export async function findPeople(ctx: Context, ids: string[]): Promise<Map<string, Person>> {
  const { items } = await ctx.call(findUsers, { body: { ids } })
  return new Map(items.map((person) => [person.id, person]))
}

/** What someone who deleted their account is called. */
export const formerMember = 'Former member'
