/** The history of bookings: a line for every change, with the move and the money that came with it. Lines are only ever added. */
import { type HistoryMove, leftToCoach } from '@ecc/contracts/booking-parts'
import type { BookingState, HistoryEntry } from '@ecc/contracts/bookings'
import type { MoneyEffect } from '@ecc/contracts/outcomes'
import type { Queryable, Tx } from '@ecc/kit'
import type { BookingRow, Cause } from './booking.ts'
import { fundsOf } from './booking-funds.ts'

/** A line to be added. `toPlayer`: minor units that go back now, and with them the rest to the coach; none where no money moves. */
interface Line extends Cause {
  from: BookingState | null
  at: Date
  move?: HistoryMove
  toPlayer?: number | undefined
}

/** Appends a line to the history of a booking that was just changed. */
export async function addHistory(tx: Tx, row: BookingRow, line: Line): Promise<void> {
  const { move, toPlayer } = line
  const toCoach = toPlayer === undefined ? undefined : restOf(row, toPlayer)
  await tx`
    insert into booking_history (booking_id, sequence, at, by, actor_id, from_state, to_state, reason, move_step, move_from, move_to,
                                 to_player, to_coach)
    values (${row.id}, ${row.sequence}, ${line.at}, ${line.by}, ${line.actorId}, ${line.from}, ${row.state}, ${line.reason},
            ${move?.step}, ${move?.from}, ${move?.to}, ${toPlayer}, ${toCoach})`
}

/** What is the coach's, before commission, when `toPlayer` goes back: the platform's part of it goes back as well. */
function restOf(row: BookingRow, toPlayer: number): number {
  const price = { amount: row.priceAmount, currency: row.priceCurrency }
  return leftToCoach({ price, ...fundsOf(row) }, toPlayer).amount
}

interface HistoryRow extends Omit<HistoryEntry, 'move' | 'money'> {
  moveStep: HistoryMove['step'] | null
  moveFrom: string
  moveTo: string
  toPlayer: number | null
  toCoach: number | null
}

/** A booking's history, oldest first, with where its time and its money went; `unused` takes a price that went back whole. */
export async function historyOf(sql: Queryable, row: BookingRow, unused: MoneyEffect['into']): Promise<HistoryEntry[]> {
  const rows = await sql<HistoryRow>`
    select at, by, from_state as "from", to_state as "to", reason, move_step, move_from, move_to, to_player, to_coach
    from booking_history where booking_id = ${row.id} order by sequence`
  const money = (amount: number) => ({ amount, currency: row.priceCurrency })
  return rows.map(({ moveStep, moveFrom, moveTo, toPlayer, toCoach, ...line }) => ({
    ...line,
    move: moveStep === null ? null : { step: moveStep, from: moveFrom, to: moveTo },
    money:
      toPlayer === null || toCoach === null
        ? null
        : { toPlayer: money(toPlayer), toCoach: money(toCoach), into: toCoach === 0 ? unused : 'card' },
  }))
}
