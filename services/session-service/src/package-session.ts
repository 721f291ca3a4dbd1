/** Sessions of packages: until when they may begin, and where the price of one that was not used has gone. */
import { afterPackage } from '@ecc/contracts/packages'
import type { Queryable } from '@ecc/kit'
import type { BookingRow } from './booking.ts'

type Session = Pick<BookingRow, 'id' | 'orderId' | 'orderKind'>

/** Until when the sessions among these bookings may begin, a page at most, by the booking's id; none for other bookings. */
export async function endsOfPackages(sql: Queryable, rows: readonly Session[]): Promise<Map<string, string>> {
  const sessions = rows.filter(({ orderKind }) => orderKind === 'package')
  if (sessions.length === 0) return new Map()
  const ends = await sql<{ id: string; validUntil: string }>`
    select id, valid_until from packages where id = any(${sessions.map(({ orderId }) => orderId)}::uuid[])`
  const endOf = new Map(ends.map(({ id, validUntil }) => [id, validUntil]))
  return new Map(sessions.map(({ id, orderId }) => [id, endOf.get(orderId) as string]))
}

/** Sessions begin within the package's days, so that when these are over nothing of it is open. Throws afterPackage. */
export function refuseAfter(validUntil: string | null | undefined, startsAt: string): void {
  if (!validUntil || Date.parse(startsAt) < Date.parse(validUntil)) return
  const day = validUntil.slice(0, 10)
  throw afterPackage(`Its sessions begin before the end of the package, on ${day}.`, { validUntil })
}

/** The same for another time of a booking; one that is of no package may begin at any time. */
export async function refuseAfterPackage(sql: Queryable, row: Session, startsAt: string): Promise<void> {
  refuseAfter((await endsOfPackages(sql, [row])).get(row.id), startsAt)
}

/**
 * Whether the price of a session that was not used is, or is about to be, its package's again: the session is free, or its
 * package can be used, so that `followUnused` frees it. Else it is the card's.
 */
export async function isBackInPackage(sql: Queryable, row: Session, now: Date): Promise<boolean> {
  if (row.orderKind !== 'package') return false
  const spent = await sql.first`
    select from package_sessions join packages on packages.id = package_id
    where booking_id = ${row.id} and not (state = 'active' and valid_until > ${now})`
  return spent === undefined
}
