import { type Offer, priceOutOfRange } from '@ecc/contracts/coaches'
import { decimal, priceRange } from '@ecc/contracts/currencies'
import type { GroupTerms } from '@ecc/contracts/group-terms'
import type { currencies } from '@ecc/contracts/vocabulary'
import { type Queryable, type Tx, violates } from '@ecc/kit'
import { invalidField } from './invalid-field.ts'

/** An offer as it is asked for, with nothing left open. */
export type OfferTerms = Omit<Offer, 'id' | 'coachId' | 'createdAt' | 'package'>

/** How many offers a coach may have, those not active included. */
export const maxOffers = 50

const trialMinutes = 30
/** A trial costs at least this share of the coach's lowest hourly rate (product rules). */
const trialShare = 0.2

type Terms = NonNullable<Offer['package']>
/** An offer as stored. */
export type OfferRow = Omit<Offer, 'price' | 'package' | 'group'> & {
  amountMinor: number
  currency: (typeof currencies)[number]
  singleOfferId: string | null
  sessions: number | null
  discountPercent: number | null
  singleMinor: number | null
  minSeats: number | null
  maxSeats: number | null
  cutoffHours: number | null
}

/** The contract's shape of a row. */
export function toOffer(row: OfferRow): Offer {
  const { amountMinor, currency, singleOfferId, sessions, discountPercent, singleMinor, ...rest } = row
  const { minSeats, maxSeats, cutoffHours, ...offer } = rest
  const terms = { singleOfferId, sessions, discountPercent, singlePrice: { amount: singleMinor, currency } }
  return {
    ...offer,
    price: { amount: amountMinor, currency },
    package: offer.kind === 'package' ? (terms as Terms) : null,
    group: offer.kind === 'group' ? ({ minSeats, maxSeats, cutoffHours } as GroupTerms) : null,
  }
}

/** The columns of a row. */
export function columns(sql: Queryable) {
  return sql.part`id, coach_id, title, description, game_id, kind, duration_minutes, amount_minor, currency, policy, booking_mode,
    active, single_offer_id, sessions, discount_percent, single_minor, min_seats, max_seats, cutoff_hours, created_at`
}

/** An offer of any coach. */
export async function readOffer(sql: Queryable, id: string): Promise<Offer | undefined> {
  const row = await sql.first<OfferRow>`select ${columns(sql)} from offers where id = ${id}`
  return row && toOffer(row)
}

/** The offers of these coaches, oldest first. */
export async function readOffersOf(sql: Queryable, coachIds: readonly string[]): Promise<Offer[]> {
  const rows = await sql<OfferRow>`
    select ${columns(sql)} from offers where coach_id = any(${coachIds}) order by coach_id, created_at, id
    limit ${coachIds.length * maxOffers}`
  return rows.map(toOffer)
}

/** Adds an offer for a locked coach; throws priceOutOfRange, or invalidRequest when there are too many. */
export async function addOffer(tx: Tx, coachId: string, id: string, terms: OfferTerms, now: Date): Promise<Offer> {
  checkTrialLength(terms)
  checkGroup(terms)
  await refuseTooMany(tx, coachId)
  const row = await refusingPrice(
    terms,
    () => tx.one<OfferRow>`
    insert into offers (id, coach_id, title, description, game_id, kind, duration_minutes, amount_minor, currency, policy, booking_mode,
                        active, min_seats, max_seats, cutoff_hours, created_at)
    values (${id}, ${coachId}, ${terms.title}, ${terms.description}, ${terms.gameId}, ${terms.kind}, ${terms.durationMinutes},
            ${terms.price.amount}, ${terms.price.currency}, ${terms.policy}, ${terms.bookingMode}, ${terms.active}, ${terms.group?.minSeats},
            ${terms.group?.maxSeats}, ${terms.group?.cutoffHours}, ${now})
    returning ${columns(tx)}`,
  )
  await checkTrials(tx, coachId)
  return toOffer(row)
}

/** Throws invalidRequest when the locked coach has as many offers as one may have. */
export async function refuseTooMany(tx: Tx, coachId: string): Promise<void> {
  const { count } = await tx.one<{ count: number }>`select count(*) from offers where coach_id = ${coachId}`
  if (count >= maxOffers)
    throw invalidField('body', 'title', `is one offer too many: ${maxOffers} are the most; change an old one`)
}

/** Changes an offer of a locked coach; throws priceOutOfRange. What is taken off sale is not held against the trial rule. */
export async function changeOffer(tx: Tx, coachId: string, id: string, terms: OfferTerms): Promise<Offer> {
  checkTrialLength(terms)
  checkGroup(terms)
  const row = await refusingPrice(
    terms,
    () => tx.one<OfferRow>`
    update offers set title = ${terms.title}, description = ${terms.description}, game_id = ${terms.gameId}, kind = ${terms.kind},
      duration_minutes = ${terms.durationMinutes}, amount_minor = ${terms.price.amount}, currency = ${terms.price.currency},
      policy = ${terms.policy}, booking_mode = ${terms.bookingMode}, active = ${terms.active},
      min_seats = ${terms.group?.minSeats}, max_seats = ${terms.group?.maxSeats}, cutoff_hours = ${terms.group?.cutoffHours}
    where id = ${id} and coach_id = ${coachId}
    returning ${columns(tx)}`,
  )
  if (terms.active) await checkTrials(tx, coachId)
  return toOffer(row)
}

function checkTrialLength({ kind, durationMinutes }: OfferTerms): void {
  if (kind === 'trial' && durationMinutes !== trialMinutes)
    throw invalidField('body', 'durationMinutes', `must be ${trialMinutes} for a trial`)
}

/** A group has seats and is booked at once; nothing else has seats. */
function checkGroup({ kind, group, bookingMode }: OfferTerms): void {
  if ((kind === 'group') !== (group !== null))
    throw invalidField('body', 'group', kind === 'group' ? 'is missing' : 'is for a group only')
  if (group && group.minSeats > group.maxSeats)
    throw invalidField('body', 'group.minSeats', 'must not be above maxSeats')
  if (group && bookingMode !== 'instant') throw invalidField('body', 'bookingMode', 'must be "instant" for a group')
}

/** A group stays one, and nothing becomes one: dates and sold seats hang on it. Throws invalidRequest. */
export function refuseOtherKind(before: Offer, { kind }: Partial<Offer>): void {
  if (kind !== undefined && kind !== before.kind && [kind, before.kind].includes('group'))
    throw invalidField('body', 'kind', 'of a group cannot be changed, and nothing becomes a group')
}

async function refusingPrice<T>({ kind, price, durationMinutes }: OfferTerms, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!violates(error, 'price_is_in_range') && !violates(error, 'price_can_be_charged')) throw error
    const { currency } = price
    const { least, most } = priceRange(kind, durationMinutes, currency)
    const range = `${decimal(least, currency)} to ${decimal(most, currency)} ${currency}`
    throw outOfRange(`${durationMinutes} minutes may cost ${range}`, least, most)
  }
}

/** Every trial on sale costs enough against the lowest hourly rate in its currency, whichever of the two was changed. */
async function checkTrials(tx: Tx, coachId: string): Promise<void> {
  const cheap = await tx.first<{ title: string; least: number; currency: string }>`
    select t.title, t.currency, ceil(min(o.amount_minor * 60.0 / o.duration_minutes) * ${trialShare}::numeric) as least
    from offers t join offers o on o.coach_id = t.coach_id and o.currency = t.currency and o.kind = 'single' and o.active
    where t.coach_id = ${coachId} and t.kind = 'trial' and t.active
    group by t.id
    having t.amount_minor < min(o.amount_minor * 60.0 / o.duration_minutes) * ${trialShare}::numeric
    order by t.id limit 1`
  if (!cheap) return
  const share = `${trialShare * 100} % of your lowest hourly rate`
  throw outOfRange(
    `The trial "${cheap.title}" must cost at least ${decimal(cheap.least, cheap.currency)} ${cheap.currency}, ${share}`,
    cheap.least,
  )
}

function outOfRange(detail: string, leastMinor: number, mostMinor?: number) {
  return priceOutOfRange(detail, { leastMinor, ...(mostMinor === undefined ? {} : { mostMinor }) })
}
