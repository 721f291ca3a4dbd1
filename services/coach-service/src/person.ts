import { findUsers } from '@ecc/contracts/users'
import type { PersonCard } from '@ecc/contracts/vocabulary'
import type { Call, Queryable, Sql } from '@ecc/kit'
import { Temporal } from 'temporal-polyfill'

/** What other services told us of a person; the card is null as long as nobody did. */
export interface Person {
  displayName: string | null
  avatarUrl: string | null
  timeZone: string | null
  birthDate: string | null
  emailConfirmed: boolean
  payoutActive: boolean
}

/** The person as far as known here. */
export async function readPerson(sql: Queryable, id: string): Promise<Person | undefined> {
  return sql.first<Person>`
    select display_name, avatar_url, time_zone, birth_date, email_confirmed, payout_active from people where id = ${id}`
}

/** The zone of the person, UTC where it is not known: for a coach who has not saved hours. */
export async function zoneOf(sql: Queryable, id: string): Promise<string> {
  return (await readPerson(sql, id))?.timeZone ?? 'UTC'
}

/**
 * Asks user-service for the card and the birth date unless they are known. One who is not an adult by what is known is
 * asked for again: support may have mended the birth date. Not inside a transaction.
 */
export async function meetPerson({ sql, call, now }: { sql: Sql; call: Call; now(): Date }, id: string): Promise<void> {
  const known = await readPerson(sql, id)
  if (known?.displayName && isAdult(known, now())) return
  const { items } = await call(findUsers, { body: { ids: [id] } })
  const contact = items[0]
  if (!contact) return
  // The card known from an event is at least as new as this answer, which may have been overtaken on its way.
  await sql`
    insert into people (id, display_name, avatar_url, time_zone, birth_date)
    values (${id}, ${contact.displayName}, ${contact.avatarUrl}, ${contact.timeZone}, ${contact.birthDate})
    on conflict (id) do update set
      display_name = coalesce(people.display_name, excluded.display_name),
      avatar_url = case when people.display_name is null then excluded.avatar_url else people.avatar_url end,
      time_zone = coalesce(people.time_zone, excluded.time_zone),
      birth_date = excluded.birth_date`
}

/** Keeps the newest card of a person. */
export async function saveCard(tx: Queryable, card: PersonCard): Promise<void> {
  await tx`
    insert into people (id, display_name, avatar_url, time_zone)
    values (${card.id}, ${card.displayName}, ${card.avatarUrl}, ${card.timeZone})
    on conflict (id) do update set
      display_name = excluded.display_name, avatar_url = excluded.avatar_url, time_zone = excluded.time_zone`
}

/** The card of a person; one we were told nothing of has an empty name. */
export function cardOf(
  id: string,
  person: Pick<Person, 'displayName' | 'avatarUrl' | 'timeZone'> | undefined,
): PersonCard {
  return {
    id,
    displayName: person?.displayName ?? '',
    avatarUrl: person?.avatarUrl ?? null,
    timeZone: person?.timeZone ?? 'UTC',
  }
}

/** Whether the person has turned 18 on their own calendar. */
export function isAdult(person: Pick<Person, 'birthDate' | 'timeZone'>, now: Date): boolean {
  if (!person.birthDate) return false
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(person.timeZone ?? 'UTC')
    .toPlainDate()
  return Temporal.PlainDate.compare(Temporal.PlainDate.from(person.birthDate).add({ years: 18 }), today) <= 0
}
