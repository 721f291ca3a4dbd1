/** What the platform's database says happened, as the checks read it. Times are epoch ms. */
import type pg from 'pg'
import type { Preset, Stay } from './rules.ts'

/** A line of a booking's history. */
export interface Line {
  at: number
  by: string
  from: string
  to: string
  step: string | null
  moveTo: number | null
  toPlayer: number | null
  toCoach: number | null
}

export interface BookingFacts {
  id: string
  playerId: string
  coachId: string
  orderId: string
  orderKind: 'booking' | 'package' | 'series'
  state: string
  /** What its player paid, with `fee`, our part of that, of which `feeBack` went back. */
  price: number
  fee: number
  feeBack: number
  preset: Preset
  start: number
  minutes: number
  created: number
  lines: Line[]
  /** What the room recorded, by the start it was decided for. */
  attendance: Map<number, Stay[]>
}

export interface PackageFacts {
  id: string
  paid: number
  fee: number
  single: number
  sessions: number
  paidAt: number | null
  validUntil: number | null
  endedAt: number | null
  state: string
}

export interface Facts {
  bookings: BookingFacts[]
  packages: PackageFacts[]
  payments: { orderId: string; state: string; amount: number; refunded: number }[]
  /** When money that was released was shared out, by booking. */
  releases: { id: string; at: number }[]
  reminders: { userId: string; key: string; at: number }[]
}

/** Everything at once; call it when the platform is settled. */
export async function readFacts(db: pg.Pool): Promise<Facts> {
  const all = async <T>(text: string) => (await db.query(text)).rows as T[]
  const lines = await all<Line & { bookingId: string }>(
    `select booking_id as "bookingId", at, by, coalesce(from_state, '') as "from", to_state as "to", move_step as step,
            move_to as "moveTo", to_player as "toPlayer", to_coach as "toCoach"
     from session_service.booking_history order by booking_id, sequence`,
  )
  const outcomes = await all<{
    bookingId: string
    start: number
    stays: { side: Stay['side']; from: string; to: string }[]
  }>(
    `select booking_id as "bookingId", starts_at as start, attendance -> 'stays' as stays from session_service.outcomes`,
  )
  const bookings = await all<Omit<BookingFacts, 'lines' | 'attendance'>>(
    `select id, player_id as "playerId", coach_id as "coachId", order_id as "orderId", order_kind as "orderKind", state,
            price_amount as price, fee_amount as fee, fee_back_amount as "feeBack", policy as preset, starts_at as start, created_at as created,
            (extract(epoch from ends_at - starts_at) / 60)::int as minutes from session_service.bookings order by id`,
  )
  const linesOf = Map.groupBy(lines, ({ bookingId }) => bookingId)
  const outcomesOf = Map.groupBy(outcomes, ({ bookingId }) => bookingId)
  return {
    bookings: bookings.map((booking) => ({
      ...booking,
      lines: linesOf.get(booking.id) ?? [],
      attendance: new Map(outcomesOf.get(booking.id)?.map(({ start, stays }) => [start, stays.map(inMs)])),
    })),
    packages: await all(
      `select id, price_amount as paid, fee_amount as fee, single_amount as single, sessions, paid_at as "paidAt", valid_until as "validUntil",
              ended_at as "endedAt", state from session_service.packages`,
    ),
    payments: await all(`select order_id as "orderId", state, amount, refunded from payment_service.payments`),
    releases: await all(
      `select escrow_id as id, posted_at as at from payment_service.settlements where cause = 'released'`,
    ),
    reminders: await all(
      `select user_id as "userId", key, created_at as at from notification_service.notices where key like 'reminder:%'`,
    ),
  }
}

const inMs = ({ side, from, to }: { side: Stay['side']; from: string; to: string }): Stay => ({
  side,
  from: Date.parse(from),
  to: Date.parse(to),
})

/** A booking's history in words, for whoever looks for a fault. */
export function lifeOf({ id, lines }: BookingFacts): string {
  const iso = (at: number | null) => (at === null ? '' : new Date(at).toISOString())
  return [
    id,
    ...lines.map(({ at, by, from, to, step, moveTo, toPlayer, toCoach }) =>
      [iso(at), by, from, to, step, iso(moveTo), toPlayer, toCoach].join(' '),
    ),
  ].join('\n  ')
}

/** What is still on its way though it is due, in words; nothing when the platform has done all it had to do. */
export async function leftOver(db: pg.Pool, now: number): Promise<string[]> {
  const { rows: jobs } = await db.query<{ task: string; error: string | null }>(
    `select t.identifier as task, j.last_error as error from jobs._private_jobs j join jobs._private_tasks t on t.id = j.task_id
     where attempts >= max_attempts or (payload ->> '_runAt')::timestamptz < to_timestamp($1::float8 / 1000)
       or (payload ->> '_runAt' is null and run_at <= now())`,
    [now],
  )
  const { rows: schemas } = await db.query<{ name: string }>(
    `select table_schema as name from information_schema.tables where table_name = 'parked_events' order by 1`,
  )
  const events = schemas.map(async ({ name }) => {
    const { rows } = await db.query<{ parked: number; unpublished: number; error: string | null }>(
      `select (select count(*)::int from ${name}.parked_events) as parked,
              (select max(last_error) from ${name}.parked_events) as error,
              (select count(*)::int from ${name}.outbox where published_at is null) as unpublished`,
    )
    const { parked = 0, unpublished = 0, error = null } = rows[0] ?? {}
    return parked + unpublished > 0 ? [`${name}: ${parked} events parked (${error}), ${unpublished} not published`] : []
  })
  const { rows: differences } = await db.query<{ id: string }>(
    'select object_id as id from payment_service.differences where resolved_at is null',
  )
  return [
    ...jobs.map(({ task, error }) => `job ${task} is overdue: ${error}`),
    ...(await Promise.all(events)).flat(),
    ...differences.map(({ id }) => `the ledger and the provider differ about ${id}`),
  ]
}
