/** Tickets to a room: signed, for one join, at most two minutes valid. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { PersonCard } from '@ecc/contracts/vocabulary'
import type { Queryable, Tx } from '@ecc/kit'
import type { Role } from './booking.ts'

/** What a ticket says. */
export interface Ticket {
  id: string
  roomId: string
  userId: string
  role: Role
  /** Epoch milliseconds. */
  expiresAt: number
}

/** How long a ticket is good for. */
export const ticketLifeMs = 120_000

/** Writes a ticket as `claims.signature`, both base64url. */
export function signTicket(secret: string, ticket: Ticket): string {
  const claims = Buffer.from(JSON.stringify(ticket)).toString('base64url')
  return `${claims}.${signatureOf(secret, claims)}`
}

/** Reads a ticket; undefined when it was not signed here or is out of date. */
export function readTicket(secret: string, text: string, now: Date): Ticket | undefined {
  const [claims, signature, ...more] = text.split('.')
  if (!claims || !signature || more.length > 0) return undefined
  const given = Buffer.from(signature)
  const expected = Buffer.from(signatureOf(secret, claims))
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const ticket = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Ticket // signed, so written by signTicket
  return ticket.expiresAt > now.getTime() ? ticket : undefined
}

/** Keeps a ticket, so that it can be used once, with the booking it was asked for by and who comes. */
export async function keepTicket(
  db: Queryable,
  ticket: Ticket,
  { bookingId, card }: { bookingId: string; card: PersonCard },
): Promise<void> {
  await db`
    insert into tickets (id, booking_id, user_id, expires_at, card)
    values (${ticket.id}, ${bookingId}, ${ticket.userId}, ${new Date(ticket.expiresAt)}, ${db.json(card)})`
}

/** Uses a ticket up and answers who comes; undefined when it was used before or is out of date. */
export async function useTicket(tx: Tx, id: string, now: Date): Promise<{ card: PersonCard } | undefined> {
  return tx.first<{ card: PersonCard }>`
    update tickets set used_at = ${now} where id = ${id} and used_at is null and expires_at > ${now} returning card`
}

/** Removes tickets that expired before `before`. */
export async function forgetTickets(db: Queryable, before: Date): Promise<void> {
  await db`delete from tickets where expires_at < ${before}`
}

function signatureOf(secret: string, claims: string): string {
  return createHmac('sha256', secret).update(`room-ticket:${claims}`).digest('base64url')
}
