/** Packages as people see them: with both people's cards, their sessions, and what ending one would do. */
import { soldFor } from '@ecc/contracts/booking-parts'
import type { Package } from '@ecc/contracts/packages'
import type { PersonCard } from '@ecc/contracts/vocabulary'
import type { Queryable } from '@ecc/kit'
import { effectOfEnding, type PackageRow, toPackage } from './package.ts'

type Scheduled = Package['scheduled'][number]

/** The bookings of these packages, a page at most, soonest first. */
export async function scheduledOf(sql: Queryable, packageIds: readonly string[]): Promise<(id: string) => Scheduled[]> {
  const rows = await sql<Scheduled & { orderId: string }>`
    select order_id, id as booking_id, starts_at, ends_at, state from bookings
    where order_id = any(${packageIds}) and order_kind = 'package' order by starts_at, id limit 2000`
  const byPackage = Map.groupBy(rows, ({ orderId }) => orderId)
  return (id) =>
    (byPackage.get(id) ?? []).map(({ bookingId, startsAt, endsAt, state }) => ({ bookingId, startsAt, endsAt, state }))
}

/** A row as one side sees it now. */
export function toPackageView(
  row: PackageRow,
  viewerIs: Package['viewerIs'],
  person: (id: string) => PersonCard,
  scheduled: Scheduled[],
): Package {
  const currency = row.priceCurrency
  const { refund, toCoach } = effectOfEnding(row, viewerIs)
  const bought = toPackage(row)
  return {
    ...bought,
    price: viewerIs === 'coach' ? soldFor(bought) : bought.price,
    viewerIs,
    player: person(row.playerId),
    coach: person(row.coachId),
    cancelEffect: {
      allowed: row.state === 'active' || (row.state === 'pending' && viewerIs === 'player'),
      used: row.sessions - row.unused.length,
      refund: { amount: row.state === 'active' ? refund : 0, currency },
      toCoach: { amount: row.state === 'active' ? toCoach : 0, currency },
    },
    scheduled,
  }
}
