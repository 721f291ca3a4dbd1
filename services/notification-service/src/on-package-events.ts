import type { Event, PayloadOf } from '@ecc/contracts/define'
import { type PackageRecord, packageBought, packageEnded, packageExpiring } from '@ecc/contracts/packages'
import { subscribe } from '@ecc/kit'
import type { Context } from './config.ts'
import type { Letter } from './letter.ts'
import { boughtLetter, endedLetter, expiringLetter, type PackageView, packageViewsOf } from './package-letters.ts'
import { tellPeople } from './tell-people.ts'

/** What people are told of a package. Its sessions are told of as bookings. */
export const onPackageEvents = [
  followPackage(packageBought, boughtLetter),
  followPackage(packageExpiring, (view, { daysLeft }) => expiringLetter(view, daysLeft)),
  followPackage(packageEnded, (view, ended) => endedLetter(view, ended)),
]

function followPackage<E extends Event>(
  event: E & (PayloadOf<E> extends PackageRecord ? unknown : never),
  letterFor: (view: PackageView, payload: PayloadOf<E>) => Letter | null,
) {
  return subscribe(event, async ({ id, payload, once }, ctx: Context) => {
    const views = await packageViewsOf(ctx, payload as PackageRecord)
    await once(async (tx) => {
      for (const view of views) {
        const letter = letterFor(view, payload)
        if (letter) await tellPeople(tx, ctx, [{ key: `${event.name}:${id}`, letter, to: view.me }])
      }
    })
  })
}
