import * as contract from '@ecc/contracts/coaches'
import { changedMeanwhile } from '@ecc/contracts/problems'
import { type Context, handle } from '@ecc/kit'
import { checkHours, defaultHours, ownAvailability, readHours, saveHours } from './availability.ts'
import { lockCoach } from './coach.ts'
import type { Config } from './config.ts'
import { refreshSearch } from './search-row.ts'

/** PUT /coaches/me/availability: saves the hours and confirms the zone; fields left out stay as they are. */
export const saveAvailability = handle(
  contract.saveAvailability,
  async ({ body, caller, ifMatch }, ctx: Context<Config>) => {
    const now = ctx.now()
    return ctx.sql.begin(async (tx) => {
      await lockCoach(tx, caller.userId, now)
      const { revision, ...before } = (await readHours(tx, caller.userId)) ?? { ...defaultHours, revision: 0 }
      if (ifMatch !== null && ifMatch !== revision) throw changedMeanwhile()
      const hours = { ...before, ...body }
      checkHours(hours)
      const saved = await saveHours(tx, caller.userId, hours)
      await refreshSearch(tx, caller.userId, now)
      return ownAvailability(saved, saved.zone, now)
    })
  },
)
