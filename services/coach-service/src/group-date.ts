/** Group dates: the times a coach sets for a group. Their rules, and every statement on their table. */
import { notBookable } from '@ecc/contracts/bookings'
import type { Offer } from '@ecc/contracts/coaches'
import { dateNotFree, type GroupDate, maxDatesAhead, tooManyDates } from '@ecc/contracts/group-dates'
import type { GroupFacts, GroupStanding, GroupTerms } from '@ecc/contracts/group-terms'
import { plusMinutes, type Queryable, type Tx } from '@ecc/kit'
import type { Stretch } from './busy.ts'
import {
  alwaysOpen,
  type Calendar,
  type FilledCalendar,
  readCalendar,
  readFilledCalendar,
  slotQuery,
} from './calendar.ts'
import { explainSlot } from './slots.ts'

const minuteMs = 60_000
/** Dates are on five minutes, so that the times search keeps stay on a grid. */
const gridMs = 5 * minuteMs
const shownDates = 50
const keptDays = 30
const forgottenAtOnce = 10_000

/** A date as stored, with how many of its seats are paid (`booked`), and paid or held (`taken`). */
export interface DateRow extends GroupFacts {
  id: string
  offerId: string
  coachId: string
  startsAt: string
  endsAt: string
  blockedFrom: string
  blockedTo: string
  state: 'open' | 'on' | 'off' | 'removed'
  booked: number
  taken: number
  bookingId: string | null
}

/** A group offer. */
export type GroupOffer = Offer & { group: GroupTerms }

/** How a date stands, for whoever may book it. */
export function toStanding({ minSeats, maxSeats, decidesAt, state, booked, taken }: DateRow): GroupStanding {
  return { minSeats, maxSeats, decidesAt, state: state === 'removed' ? 'off' : state, booked, taken }
}

/** The contract's shape for the coach. */
export function toGroupDate(row: DateRow): GroupDate {
  const { id, offerId, startsAt, endsAt, bookingId } = row
  return { id, offerId, startsAt, endsAt, bookingId, ...toStanding(row) }
}

/** Dates with what is known of their seats; `condition` is on `group_dates g` and on `seats`. */
async function readDates(
  sql: Queryable,
  condition: ReturnType<Queryable['part']>,
  now: Date,
  limit = shownDates,
): Promise<DateRow[]> {
  return sql<DateRow>`
    select g.id, g.offer_id, g.coach_id, lower(g.during) as starts_at, upper(g.during) as ends_at, lower(g.blocked) as blocked_from,
           upper(g.blocked) as blocked_to, g.min_seats, g.max_seats, g.decides_at, g.state, seats.booked, seats.taken, seats.booking_id
    from group_dates g, lateral (
      select count(*) filter (where b.state <> 'held')::int as booked, count(*)::int as taken,
             (array_agg(b.booking_id order by b.booking_id))[1] as booking_id
      from busy b where b.session_id = g.id and b.state not in ('requested', 'declined', 'expired', 'cancelled')
        and (b.state <> 'held' or b.hold_expires_at > ${now})) as seats
    where ${condition} order by lower(g.during), g.id limit ${limit}`
}

/** A date of any coach, taken back or not. */
export async function readDate(sql: Queryable, id: string, now: Date): Promise<DateRow | undefined> {
  return (await readDates(sql, sql.part`g.id = ${id}`, now))[0]
}

/** The dates of an offer that are not over, also those called off, earliest first. */
export async function readDatesAhead(sql: Queryable, offerId: string, now: Date): Promise<DateRow[]> {
  return readDates(sql, sql.part`g.offer_id = ${offerId} and upper(g.during) > ${now} and g.state <> 'removed'`, now)
}

/** Until its cut-off a date is on sale, and after it when the group takes place, as long as the notice lets anybody book. */
function onSale(sql: Queryable, noticeMinutes: number, now: Date) {
  return sql.part`(g.state = 'on' or (g.state = 'open' and g.decides_at > ${now}))
    and lower(g.during) >= ${plusMinutes(now, noticeMinutes)}`
}

/**
 * The dates that start in the range and have a seat that can be booked, earliest first. One that a session of another kind
 * came before, in a race, has none: its coach is not free.
 */
export async function readDatesOnSale(
  sql: Queryable,
  { hours, pausedUntil }: Pick<Calendar, 'hours' | 'pausedUntil'>,
  { offerId }: { offerId: string },
  { from, to, now }: Stretch,
): Promise<DateRow[]> {
  if (pausedUntil !== null) return []
  const open = sql.part`
    g.offer_id = ${offerId} and lower(g.during) >= ${from} and lower(g.during) < ${to}
    and ${onSale(sql, hours.minNoticeMinutes, now)} and seats.taken < g.max_seats
    and not exists (
      select from busy o where o.coach_id = g.coach_id and o.session_id <> g.id and (o.blocked && g.blocked or o.proposed && g.blocked)
        and o.state in ('held', 'accepted', 'confirmed', 'in_progress') and (o.state <> 'held' or o.hold_expires_at > ${now}))`
  return readDates(sql, open, now)
}

/** The date of an offer at this start, if a seat may be asked for; whether one is left is decided where it is sold. Throws notBookable. */
export async function readDateToBook(sql: Queryable, offer: Offer, start: Date, now: Date): Promise<DateRow> {
  const calendar = await readCalendar(sql, offer.coachId, now)
  const [date] = await readDates(
    sql,
    sql.part`g.offer_id = ${offer.id} and lower(g.during) = ${start} and g.state in ('open', 'on')`,
    now,
  )
  if (!calendar || !date) throw notBookable('The group has no date at that time.', { reason: 'outside-hours' })
  if (calendar.pausedUntil) throw notBookable('The coach is away.', { reason: 'paused' })
  const lastMoment = plusMinutes(date.startsAt, -calendar.hours.minNoticeMinutes)
  if (date.state === 'open' && Date.parse(date.decidesAt) <= now.getTime())
    throw notBookable('The cut-off of this group has passed.', { reason: 'too-soon' })
  if (lastMoment < now) throw notBookable('It is too late to book this group.', { reason: 'too-soon' })
  return date
}

/**
 * Sets a date for a locked coach. It need not be in their hours, which say when strangers may book them unasked, nor on the
 * grid; but the coach must be free, as for any session. Throws dateNotFree or tooManyDates.
 */
export async function addDate(
  tx: Tx,
  offer: GroupOffer,
  start: Date,
  { id, now }: { id: string; now: Date },
): Promise<DateRow> {
  const { coachId, durationMinutes, group } = offer
  await giveUpUnbooked(tx, coachId, now)
  const ahead = (await readDatesAhead(tx, offer.id, now)).filter(({ state }) => state !== 'off')
  if (ahead.length >= maxDatesAhead) throw tooManyDates()
  const decidesAt = plusMinutes(start, -group.cutoffHours * 60)
  if (decidesAt <= now)
    throw dateNotFree(`The cut-off, ${group.cutoffHours} hours before the start, would be over already.`, {
      reason: 'too-soon',
    })
  const calendar = await readFilledCalendar(tx, coachId, { from: start, to: new Date(start.getTime() + minuteMs), now })
  if (!calendar) throw dateNotFree('Save your hours first.', { reason: 'outside-hours' })
  refuseUnlessFree(calendar, offer, start, now)
  const end = plusMinutes(start, durationMinutes)
  const { bufferBeforeMinutes, bufferAfterMinutes } = calendar.hours
  await tx`
    insert into group_dates (id, offer_id, coach_id, during, blocked, min_seats, max_seats, decides_at, created_at)
    values (${id}, ${offer.id}, ${coachId}, tstzrange(${start}, ${end}),
            tstzrange(${plusMinutes(start, -bufferBeforeMinutes)}, ${plusMinutes(end, bufferAfterMinutes)}),
            ${group.minSeats}, ${group.maxSeats}, ${decidesAt}, ${now})`
  return (await readDate(tx, id, now)) as DateRow
}

function refuseUnlessFree(calendar: FilledCalendar, offer: Offer, start: Date, now: Date): void {
  if (start.getTime() % gridMs !== 0)
    throw dateNotFree('Choose a start on five minutes, such as 18:05.', { reason: 'off-grid' })
  const { timeOff, pausedUntil, taken, booked } = calendar
  const asked = { ...alwaysOpen(calendar), timeOff, pausedUntil, taken, booked }
  const range = { now, from: start, to: new Date(start.getTime() + minuteMs) }
  const { offered, reason, text } = explainSlot(slotQuery(asked, offer, range), start.getTime())
  if (!offered) throw dateNotFree(text, { reason })
}

/** Dates that nobody booked until the cut-off give their times away. */
async function giveUpUnbooked(tx: Tx, coachId: string, now: Date): Promise<void> {
  const over = sqlOver(tx, coachId, now)
  for (const { id, taken } of await readDates(tx, over, now)) if (taken === 0) await setState(tx, id, 'off')
}

const sqlOver = (sql: Queryable, coachId: string, now: Date) =>
  sql.part`g.coach_id = ${coachId} and g.state = 'open' and g.decides_at <= ${now}`

/** Keeps what became of a date; one that was taken back stays so. */
export async function setState(tx: Tx, id: string, state: 'on' | 'off' | 'removed'): Promise<void> {
  await tx`update group_dates set state = ${state} where id = ${id} and state <> 'removed'`
}

/** When the next of the coach's dates stops being on sale, or stops taking time, unless it is told of otherwise. */
export async function nextCutoff(sql: Queryable, coachId: string, now: Date): Promise<Date | undefined> {
  const next = await sql.first<{ at: string | null }>`
    select min(decides_at) as at from group_dates where coach_id = ${coachId} and state = 'open' and decides_at > ${now}`
  return next?.at ? new Date(next.at) : undefined
}

/** Drops dates that ended 30 days ago, at most 10,000. */
export async function forgetPastDates(tx: Tx, now: Date): Promise<void> {
  await tx`
    delete from group_dates where id in (
      select id from group_dates where upper(during) < ${now}::timestamptz - make_interval(days => ${keptDays}) limit ${forgottenAtOnce})`
}
