import { reportJoinTiming as contract } from '@ecc/contracts/video'
import { handle } from '@ecc/kit'
import { Histogram } from 'prom-client'
import { findBooking } from './booking.ts'
import type { Context } from './config.ts'

const joinSeconds = new Histogram({
  name: 'rtc_join_duration_seconds',
  help: 'From the click on Join to the first remote video frame, as browsers report it',
  labelNames: ['path'] as const,
  buckets: [0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 4, 8, 16],
})

/** POST /rtc/timings: a figure for the metric; one about a session that is not the caller's is not counted. */
export const reportJoinTiming = handle(contract, async ({ body, caller }, ctx: Context) => {
  const booking = await findBooking(ctx.sql, body.bookingId)
  const isTheirs = booking?.playerId === caller.userId || booking?.coachId === caller.userId
  if (isTheirs) joinSeconds.observe({ path: body.path }, body.clickToFirstFrameMs / 1000)
  return null
})
