/** The same page for two: the platform's codes for staff, a coach's own for the coach. */
import {
  changeOwnPromoCode,
  changePromoCode,
  createOwnPromoCode,
  createPromoCode,
  listOwnPromoCodes,
  listPromoCodes,
} from '@ecc/contracts/promo-codes'

/** Whose codes a page shows; each promises the same shapes. */
export type Owner = 'platform' | 'coach'

const routes = {
  platform: { list: listPromoCodes, create: createPromoCode, change: changePromoCode },
  coach: { list: listOwnPromoCodes, create: createOwnPromoCode, change: changeOwnPromoCode },
} as const

/** The routes of an owner's codes. */
export const routesOf = (owner: Owner) => routes[owner] as (typeof routes)['platform']
