/** The search tables: what a coach is found by, made anew from everything it depends on, in the transaction of each change. */
import type { BookingMode } from '@ecc/contracts/bookings'
import type { Queryable, Tx } from '@ecc/kit'
import { Temporal } from 'temporal-polyfill'
import { type Hours, hoursToBook } from './availability.ts'
import { nextHoldLapse, type Stretch } from './busy.ts'
import { type FilledCalendar, readFilledCalendar, slotQuery } from './calendar.ts'
import { gridOf, packRuns, toMinutes } from './free-starts.ts'
import { findGame } from './games.ts'
import { nextCutoff, readDatesOnSale } from './group-date.ts'
import { isHidden } from './hiding.ts'
import { freeSlotStarts } from './slots.ts'

const dayMs = 86_400_000

/** The longest horizon as it will be tomorrow, and what is left of its last day in any zone. */
const searchedDays = 63

interface Source {
  status: string
  headline: string
  bio: string
  languages: string[]
  approvedAt: string | null
  ratingMean: number | null
  ratingRankScore: number
  displayName: string | null
  gameIds: string[]
  skills: string[]
  offers: SoldOffer[]
}

/** A single session or a group on sale. */
interface SoldOffer {
  id: string
  kind: 'single' | 'group'
  hourlyMinor: number
  currency: string
  durationMinutes: number
  bookingMode: BookingMode
}

/** When an offer is free, packed. */
interface PackedOffer extends SoldOffer {
  free: number[]
}

/** Brings a locked coach's search rows up to date; nothing for someone who is no coach. */
export async function refreshSearch(tx: Tx, coachId: string, now: Date): Promise<void> {
  const source = await readSource(tx, coachId)
  if (!source) return
  const range = { from: now, to: new Date(now.getTime() + searchedDays * dayMs), now }
  const filled = await readFilledCalendar(tx, coachId, range)
  // One notice counts for all of a coach's times in search; what it shows can be booked, also where an offer is asked for.
  const singles = source.offers.filter(({ kind }) => kind === 'single')
  const bookingMode = singles.some((offer) => offer.bookingMode === 'request') ? 'request' : 'instant'
  const calendar = filled && { ...filled, hours: hoursToBook(filled.hours, { bookingMode }) }
  const hours = calendar?.hours
  const days = horizonOf(hours, now)
  const startsOf = calendar ? await freeMinutes(tx, calendar, source.offers, range) : new Map<string, number[]>()
  const all = union([...startsOf.values()])
  const grid = gridOf(all)
  const packed = source.offers.map((offer) => ({ ...offer, free: packRuns(startsOf.get(offer.id) ?? [], grid) }))
  // A group counts for its dates alone, a single session also when it has no free time.
  const offers = packed.filter(({ kind, free }) => kind === 'single' || free.length > 0)
  const differ = offers.some((offer) => isOther(offer, offers[0]))
  const [cheapest, dearest] = [singles[0], singles.at(-1)]
  const isPublic = source.status === 'approved' && source.displayName !== null && cheapest !== undefined
  const listed = isPublic && !calendar?.pausedUntil && !(await isHidden(tx, coachId, now))
  const score = rankScore(
    source,
    all.filter((start) => start < days.closesAt),
    now,
  )
  await saveWords(tx, coachId, source)
  await tx`
    with facets as (
      insert into facet_sets (id, languages, skills)
      values (facet_set_id(${source.languages}, ${source.skills}), ${source.languages}, ${source.skills}) on conflict do nothing
    )
    insert into coach_search (coach_id, facet_set, rating_mean, rating_rank_score, score, listed, offer_id, currency, hourly_minor,
      highest_hourly_minor, offers_differ, notice_minutes, grid_minutes, grid_phase, day_ends_at, closes_at, closes_next_at, free, refresh_at)
    values (${coachId}, facet_set_id(${source.languages}, ${source.skills}), ${source.ratingMean}, ${source.ratingRankScore}, ${score},
      ${listed}, ${cheapest?.id ?? null}, ${cheapest?.currency ?? null}, ${cheapest?.hourlyMinor ?? null}, ${dearest?.hourlyMinor ?? null},
      ${differ}, ${hours?.minNoticeMinutes ?? 0}, ${grid.minutes}, ${grid.phase}, ${days.dayEndsAt}, ${days.closesAt},
      ${days.closesNextAt}, ${packRuns(all, grid)}, ${await refreshAt(tx, coachId, days.dayEndsAt, now)})
    on conflict (coach_id) do update set
      facet_set = excluded.facet_set, rating_mean = excluded.rating_mean, rating_rank_score = excluded.rating_rank_score,
      score = excluded.score, listed = excluded.listed, offer_id = excluded.offer_id, currency = excluded.currency,
      hourly_minor = excluded.hourly_minor, highest_hourly_minor = excluded.highest_hourly_minor, offers_differ = excluded.offers_differ,
      notice_minutes = excluded.notice_minutes, grid_minutes = excluded.grid_minutes, grid_phase = excluded.grid_phase,
      day_ends_at = excluded.day_ends_at, closes_at = excluded.closes_at, closes_next_at = excluded.closes_next_at,
      free = excluded.free, refresh_at = excluded.refresh_at`
  await saveOffers(tx, coachId, differ ? offers : [])
}

async function readSource(tx: Tx, coachId: string): Promise<Source | undefined> {
  return tx.first<Source>`
    select c.status, c.headline, c.bio, c.approved_at, c.rating_mean, c.rating_rank_score, p.display_name,
           array(select unnest(c.languages) order by 1) as languages,
           array(select game_id from coach_games where coach_id = c.id order by position) as game_ids,
           array(select skill from coach_games g,
                   lateral (select g.game_id union select g.game_id || '/' || role_id from unnest(g.role_ids) as role_id) as of (skill)
                 where g.coach_id = c.id order by 1) as skills,
           coalesce((
             select jsonb_agg(jsonb_build_object('id', id, 'kind', kind, 'hourlyMinor', hourly_minor, 'currency', currency,
                                                 'durationMinutes', duration_minutes, 'bookingMode', booking_mode) order by kind = 'group', hourly_minor, created_at, id)
             from offers where coach_id = c.id and active and kind in ('single', 'group')), '[]') as offers
    from coaches c left join people p on p.id = c.id
    where c.id = ${coachId}`
}

/** The free starts of each offer, up to the horizon as it will be tomorrow; of a group its dates. The notice is applied at reading. */
async function freeMinutes(
  tx: Tx,
  calendar: FilledCalendar,
  offers: readonly SoldOffer[],
  range: Stretch,
): Promise<Map<string, number[]>> {
  const { hours } = calendar
  const tomorrow = { ...calendar, hours: { ...hours, horizonDays: hours.horizonDays + 1 } }
  const unnoticed = { ...calendar, hours: { ...hours, minNoticeMinutes: 0 } }
  const startsOf = async (offer: SoldOffer) =>
    offer.kind === 'group'
      ? (await readDatesOnSale(tx, unnoticed, { offerId: offer.id }, range)).map(({ startsAt }) => Date.parse(startsAt))
      : freeSlotStarts(slotQuery(tomorrow, offer, range))
  const starts = new Map<string, number[]>()
  // Only zones of long ago, with offsets in seconds, put starts between the minutes.
  for (const offer of offers) starts.set(offer.id, (await startsOf(offer)).map(toMinutes).filter(Number.isInteger))
  return starts
}

function union(lists: readonly number[][]): number[] {
  const [first] = lists
  if (lists.length < 2) return first ?? []
  return [...new Set(lists.flat())].toSorted((a, b) => a - b)
}

function isOther(offer: PackedOffer, first: PackedOffer | undefined): boolean {
  return offer.hourlyMinor !== first?.hourlyMinor || offer.free.join() !== first.free.join()
}

/** In minutes since 1970: when the coach's day ends, and where the horizon ends today and after that midnight. */
function horizonOf(hours: Hours | undefined, now: Date) {
  const zone = hours?.zone ?? 'UTC'
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate()
  const beginsIn = (days: number) => toMinutes(today.add({ days }).toZonedDateTime(zone).epochMilliseconds)
  const horizonDays = hours?.horizonDays ?? 0
  return { dayEndsAt: beginsIn(1), closesAt: beginsIn(horizonDays + 1), closesNextAt: beginsIn(horizonDays + 2) }
}

/** A hold that lapses is told of by an event, as is what was decided of a group; the row is made anew at that time also if that does not come. */
async function refreshAt(tx: Tx, coachId: string, dayEndsAt: number, now: Date): Promise<Date> {
  const changes = [await nextHoldLapse(tx, coachId, now), await nextCutoff(tx, coachId, now)]
  return new Date(Math.min(dayEndsAt * 60_000, ...changes.map((at) => at?.getTime() ?? Number.POSITIVE_INFINITY)))
}

/** The words are written only when they are others: their indexes are dear. */
async function saveWords(tx: Tx, coachId: string, source: Source): Promise<void> {
  const name = plainText(source.displayName ?? '')
  const games = plainText(source.gameIds.map((id) => findGame(id)?.name ?? id).join(' '))
  const headline = plainText(source.headline)
  await tx`
    insert into coach_words (coach_id, words, document)
    values (${coachId}, ${`${name} ${games} ${headline}`},
      setweight(to_tsvector('simple', ${`${name} ${games}`}), 'A') || setweight(to_tsvector('english', ${headline}), 'B')
        || to_tsvector('english', ${plainText(source.bio)}))
    on conflict (coach_id) do update set words = excluded.words, document = excluded.document
    where coach_words.words <> excluded.words or coach_words.document <> excluded.document`
}

async function saveOffers(tx: Tx, coachId: string, offers: readonly PackedOffer[]): Promise<void> {
  await tx`delete from search_offers where coach_id = ${coachId}`
  for (const { id, kind, hourlyMinor, currency, free } of offers)
    await tx`
      insert into search_offers (offer_id, coach_id, hourly_minor, currency, free, is_group)
      values (${id}, ${coachId}, ${hourlyMinor}, ${currency}, ${free}, ${kind === 'group'})`
}

/** The listed coaches whose rows time has made wrong, those for longest first. */
export async function findDue(sql: Queryable, now: Date, limit: number): Promise<string[]> {
  const due = await sql<{ coachId: string }>`
    select coach_id from coach_search where listed and refresh_at <= ${now} order by refresh_at, coach_id limit ${limit}`
  return due.map(({ coachId }) => coachId)
}

/** Whether time has made the rows of a locked coach wrong. */
export async function isDue(tx: Tx, coachId: string, now: Date): Promise<boolean> {
  return (await tx.first`select from coach_search where coach_id = ${coachId} and refresh_at <= ${now}`) !== undefined
}

/** Lets a coach's turn come later. */
export async function putOff(sql: Queryable, coachId: string, until: Date): Promise<void> {
  await sql`update coach_search set refresh_at = ${until} where coach_id = ${coachId}`
}

/** What `best` sorts by, 0 to 1: the public formula of product.md, "search rank". What is not known here counts half. */
export function rankScore(
  { ratingRankScore, approvedAt }: { ratingRankScore: number; approvedAt: string | null },
  starts: readonly number[],
  now: Date,
): number {
  const nowMinutes = toMinutes(now)
  const freeIn72Hours = starts.filter((start) => start < nowMinutes + 72 * 60).length
  const isNewcomer = approvedAt !== null && now.getTime() - new Date(approvedAt).getTime() < 14 * dayMs
  const attendance = 0.5
  const answers = 0.5
  const repeatPlayers = 0.5
  const score =
    (0.35 * (ratingRankScore - 1)) / 4 +
    0.2 * attendance +
    0.15 * answers +
    0.15 * Math.min(1, freeIn72Hours / 12) +
    0.1 * repeatPlayers +
    (isNewcomer ? 0.05 : 0)
  return Math.round(score * 1e6) / 1e6
}

/** Text without accents and in lower case, so that "Jose" finds "José"; PostgreSQL's `unaccent` is not everywhere. */
export function plainText(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}
