import type { CoachCard, CoachProfile, CoachStatus } from '@ecc/contracts/coaches'
import type { Queryable } from '@ecc/kit'
import { gamesOf } from './coach.ts'
import { slotAt } from './free-starts.ts'
import { firstStarts, timeAsked } from './free-time.ts'
import { readOffersOf } from './offer.ts'
import { cardOf } from './person.ts'
import { hasPrice } from './search.ts'

const minuteMs = 60_000
const shownSlots = 3

interface CardRow {
  id: string
  displayName: string | null
  avatarUrl: string | null
  timeZone: string | null
  status: CoachStatus
  headline: string
  bio: string
  languages: string[]
  games: CoachCard['games']
  ratingMean: number | null
  ratingCount: number
  ratingRankScore: number
  hourlyMinor: number | null
  currency: CoachCard['fromPrice']['currency'] | null
  offerId: string | null
  offerKind: CoachCard['nextSlotsOfferKind']
  durationMinutes: number | null
  starts: number[]
  joinedAt: string
}

/** What was searched for: a card shows the offer, and its next slots, that fit. */
export interface CardWish {
  now: Date
  freeFrom?: string
  freeTo?: string
  minPrice?: number
  maxPrice?: number
  sort?: string
}

/** The cards of these coaches, in the order of the ids. Whether they may be seen is for the caller to know. */
export async function readCards(sql: Queryable, coachIds: readonly string[], wish: CardWish): Promise<CoachCard[]> {
  const rows = await readRows(sql, coachIds, wish)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return coachIds.flatMap((id) => {
    const row = byId.get(id)
    return row ? [toCard(row)] : []
  })
}

/** A coach's public page with the state it is in, undefined for someone who never saved anything as a coach. */
export async function readProfile(
  sql: Queryable,
  coachId: string,
  now: Date,
): Promise<{ status: CoachStatus; profile: CoachProfile } | undefined> {
  const [row] = await readRows(sql, [coachId], { now })
  if (!row) return undefined
  const offers = (await readOffersOf(sql, [coachId])).filter(({ active }) => active)
  return { status: row.status, profile: { ...toCard(row), bio: row.bio, offers, joinedAt: row.joinedAt } }
}

async function readRows(sql: Queryable, coachIds: readonly string[], wish: CardWish): Promise<CardRow[]> {
  return sql<CardRow>`
    select c.id, c.status, c.headline, c.bio, c.languages, c.rating_mean, c.rating_count, c.rating_rank_score,
           p.display_name, p.avatar_url, p.time_zone, ${gamesOf(sql, sql.part`c.id`)} as games,
           shown.hourly_minor, shown.currency, shown.offer_id, o.kind as offer_kind, o.duration_minutes, coalesce(c.approved_at, c.created_at) as joined_at,
           coalesce(shown.starts, '{}') as starts
    from coaches c left join people p on p.id = c.id left join coach_search s on s.coach_id = c.id
    left join lateral (${shownOffer(sql, wish)}) as shown on true
    left join offers o on o.id = shown.offer_id
    where c.id = any(${coachIds})`
}

/** The cheapest single session that fits, else a group that does; who sorts by the soonest start is shown the soonest. */
function shownOffer(sql: Queryable, wish: CardWish) {
  const starts = firstStarts(sql, sql.part`o.free`, timeAsked(wish, wish.now.getTime()), shownSlots)
  const asksForTime = wish.freeFrom !== undefined || wish.freeTo !== undefined
  const first = wish.sort === 'soonest' ? sql.part`starts[1]` : sql.part`(${asksForTime} and starts = '{}')`
  return sql.part`
    select o.offer_id, o.hourly_minor, o.currency, starts
    from (
      select s.offer_id, s.hourly_minor, s.currency, s.free, false as is_group where not s.offers_differ
      union all
      select offer_id, hourly_minor, currency, free, is_group from search_offers where coach_id = s.coach_id
    ) as o, lateral (select ${starts} as starts) as next
    where ${hasPrice(sql, wish)} order by ${first}, o.is_group, o.hourly_minor, o.offer_id limit 1`
}

function toCard(row: CardRow): CoachCard {
  const { durationMinutes } = row
  return {
    ...cardOf(row.id, row),
    headline: row.headline,
    games: row.games,
    languages: row.languages,
    rating: { coachId: row.id, mean: row.ratingMean, count: row.ratingCount, rankScore: row.ratingRankScore },
    // Per hour, like the price filter; nothing on sale is nothing to pay.
    fromPrice: { amount: row.hourlyMinor ?? 0, currency: row.currency ?? 'EUR' },
    nextSlots: durationMinutes === null ? [] : row.starts.map((start) => slotAt(start * minuteMs, durationMinutes)),
    nextSlotsOfferId: row.offerId,
    nextSlotsOfferKind: row.offerKind,
  }
}
