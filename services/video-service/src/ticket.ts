/** Tickets to a room: signed, for one join, at most two minutes valid. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Queryable, Tx } from '@ecc/kit'
import type { Role } from './room.ts'

/** What a ticket says. */
export interface Ticket {
  id: string
  bookingId: string
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

/** Keeps a ticket, so that it can be used once. */
export async function keepTicket(db: Queryable, ticket: Ticket): Promise<void> {
  await db`
    insert into tickets (id, booking_id, user_id, expires_at)
    values (${ticket.id}, ${ticket.bookingId}, ${ticket.userId}, ${new Date(ticket.expiresAt)})`
}

/** Uses a ticket up; false when it was used before or is out of date. */
export async function useTicket(tx: Tx, id: string, now: Date): Promise<boolean> {
  const rows = await tx`
    update tickets set used_at = ${now} where id = ${id} and used_at is null and expires_at > ${now} returning id`
  return rows.length > 0
}

/** Removes tickets that expired before `before`. */
export async function forgetTickets(db: Queryable, before: Date): Promise<void> {
  await db`delete from tickets where expires_at < ${before}`
}

function signatureOf(secret: string, claims: string): string {
  return createHmac('sha256', secret).update(`room-ticket:${claims}`).digest('base64url')
}
