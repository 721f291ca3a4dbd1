import { moveClock as contract } from '@ecc/contracts/platform'
import { notFound } from '@ecc/contracts/problems'
import { bringJobsForward, type Context, handle, OffsetClock } from '@ecc/kit'
import type { Config, Resources } from './config.ts'

/** POST /dev/clock: moves this process's clock, and the jobs that wait for it; only where all services share one process. */
export const moveClock = handle(contract, async ({ body }, ctx: Context<Config, Resources>) => {
  const { clock, directory } = ctx.resources.ground
  if (!(clock instanceof OffsetClock) || !directory.local('session-service'))
    throw notFound('Only an all-in-one server has a clock to move')
  const ms = body.forwardMinutes * 60_000
  clock.offsetMs += ms
  await bringJobsForward(ctx.resources.ground.databaseUrl, ms)
  return { now: clock.now().toISOString() }
})
