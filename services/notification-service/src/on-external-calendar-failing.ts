import { externalCalendarFailing } from '@ecc/contracts/external-calendars'
import { subscribe } from '@ecc/kit'
import { calendarFailingLetter } from './account-letters.ts'
import type { Context } from './config.ts'
import { findPeople } from './person.ts'
import { tellPeople } from './tell-people.ts'

/** Tells a coach that a calendar of theirs cannot be fetched: what was put into it since may be booked over. */
export const onExternalCalendarFailing = subscribe(
  externalCalendarFailing,
  async ({ id, payload, once }, ctx: Context) => {
    const to = (await findPeople(ctx, [payload.coachId])).get(payload.coachId)
    await once(async (tx) => {
      if (!to) return
      const letter = calendarFailingLetter({ ...payload, publicUrl: ctx.config.PUBLIC_URL, reader: to })
      await tellPeople(tx, ctx, [{ key: `external-calendar:${id}`, letter, to }])
    })
  },
)
