/** Packages on sale: what is stored of one follows from its single session. */
import { offerNotFound } from '@ecc/contracts/bookings'
import type { Offer } from '@ecc/contracts/coaches'
import type { BodyOf } from '@ecc/contracts/define'
import { type createPackageOffer, notSingle } from '@ecc/contracts/package-offers'
import type { Tx } from '@ecc/kit'
import { invalidField } from './invalid-field.ts'
import { columns, type OfferRow, readOffer, refuseTooMany, toOffer } from './offer.ts'

type PackageBody = BodyOf<typeof createPackageOffer>

/** What several sessions cost together, rounded down to a minor unit. */
export function packagePrice(singleMinor: number, sessions: number, discountPercent: number): number {
  return Math.floor((singleMinor * sessions * (100 - discountPercent)) / 100)
}

/** Adds a package for a locked coach. Throws offerNotFound, notSingle, or invalidRequest when there are too many offers. */
export async function addPackageOffer(
  tx: Tx,
  coachId: string,
  id: string,
  body: PackageBody,
  now: Date,
): Promise<Offer> {
  const single = await readOffer(tx, body.singleOfferId)
  if (single?.coachId !== coachId) throw offerNotFound()
  if (single.kind !== 'single' || !single.active) throw notSingle()
  await refuseTooMany(tx, coachId)
  const { sessions, discountPercent, title = `${sessions} × ${single.title}`.slice(0, 80) } = body
  const row = await tx.one<OfferRow>`
    insert into offers (id, coach_id, title, description, game_id, kind, duration_minutes, amount_minor, currency, policy, active,
                        single_offer_id, sessions, discount_percent, single_minor, created_at)
    values (${id}, ${coachId}, ${title}, ${body.description ?? ''}, ${single.gameId}, 'package', ${single.durationMinutes},
            ${packagePrice(single.price.amount, sessions, discountPercent)}, ${single.price.currency},
            ${body.policy ?? single.policy}, true, ${single.id}, ${sessions}, ${discountPercent}, ${single.price.amount}, ${now})
    returning ${columns(tx)}`
  return toOffer(row)
}

/**
 * What may be changed of an offer: a package's length, game and price follow from its session, and what is paid for already
 * is booked without asking. Throws invalidRequest.
 */
export function refuseChangeOfPackage(before: Offer, body: Partial<Offer>): void {
  if (before.kind !== 'package') return
  for (const field of ['gameId', 'kind', 'durationMinutes', 'price', 'bookingMode'] as const)
    if (body[field] !== undefined) throw invalidField('body', field, 'follows from the single session of the package')
}

/** Has the packages of a single session follow its change. Throws invalidRequest when it is no single session any more. */
export async function followSingle(tx: Tx, single: Offer): Promise<void> {
  if (single.kind === 'package') return
  const packages = await tx<OfferRow>`select ${columns(tx)} from offers where single_offer_id = ${single.id}`
  if (packages.length > 0 && single.kind !== 'single')
    throw invalidField('body', 'kind', 'must stay "single" while packages are made of it')
  for (const { id, sessions, discountPercent } of packages) {
    const amount = packagePrice(single.price.amount, sessions as number, discountPercent as number)
    await tx`
      update offers set game_id = ${single.gameId}, duration_minutes = ${single.durationMinutes}, amount_minor = ${amount},
        currency = ${single.price.currency}, single_minor = ${single.price.amount}
      where id = ${id}`
  }
}
