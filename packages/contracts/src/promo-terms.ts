/** What a promo code looks like, and why one is not taken: shared by paying and by keeping codes. */
import { Type } from 'typebox'
import { problem } from './define.ts'

/** A code as typed; capitals or not makes no difference. */
export const PromoCodeText = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{2,23}$', maxLength: 24 })

export const promoUnknown = problem('promo-unknown', 404, 'There is no such promo code')
export const promoEnded = problem('promo-ended', 409, 'This promo code is not valid now')
export const promoUsedUp = problem('promo-used-up', 409, 'This promo code has been used as often as it may be')
export const promoNotForThis = problem('promo-not-for-this', 409, 'This promo code is not for this')

/** Why a code is not taken. */
export const promoProblems = [promoUnknown, promoEnded, promoUsedUp, promoNotForThis] as const
