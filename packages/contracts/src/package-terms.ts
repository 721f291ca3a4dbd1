/** What makes an offer a package. */
import { Type } from 'typebox'
import { Shape } from './define.ts'
import { Id, Money } from './vocabulary.ts'

/** How many sessions a package has. */
export const packageSizes = [3, 5, 10] as const

/** What makes an offer a package: `sessions` of a single one, `discountPercent` cheaper than one by one. */
export const PackageTerms = Shape({
  singleOfferId: Id,
  sessions: Type.Integer({ enum: [...packageSizes], description: `One of ${packageSizes.join(', ')}` }),
  discountPercent: Type.Integer({ minimum: 5, maximum: 20 }),
  singlePrice: Money,
})
