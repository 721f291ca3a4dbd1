import type { Event, PayloadOf } from '@ecc/contracts/define'
import { type SeriesRecord, seriesConfirmed, seriesUnfulfilled } from '@ecc/contracts/series'
import { subscribe } from '@ecc/kit'
import type { Context } from './config.ts'
import type { Letter } from './letter.ts'
import { type SeriesView, seriesConfirmedLetter, seriesUnfulfilledLetter, seriesViewsOf } from './series-letters.ts'
import { tellPeople } from './tell-people.ts'

/** What people are told of a series as a whole; what becomes of each date later is told of as a booking. */
export const onSeriesEvents = [
  followSeries(seriesConfirmed, seriesConfirmedLetter),
  followSeries(seriesUnfulfilled, seriesUnfulfilledLetter),
]

function followSeries<E extends Event>(
  event: E & (PayloadOf<E> extends SeriesRecord ? unknown : never),
  letterFor: (view: SeriesView) => Letter | null,
) {
  return subscribe(event, async ({ id, payload, once }, ctx: Context) => {
    const views = await seriesViewsOf(ctx, payload as SeriesRecord)
    await once(async (tx) => {
      for (const view of views) {
        const letter = letterFor(view)
        if (letter) await tellPeople(tx, ctx, [{ key: `${event.name}:${id}`, letter, to: view.views[0].me }])
      }
    })
  })
}
