import * as contract from '@ecc/contracts/coaches'
import { changedMeanwhile } from '@ecc/contracts/problems'
import { type Context, handle } from '@ecc/kit'
import { lockCoach, readOwnProfile, saveProfile } from './coach.ts'
import type { Config } from './config.ts'
import { checkCoachGames } from './games.ts'
import { meetPerson } from './person.ts'
import { refreshSearch } from './search-row.ts'

/** PUT /coaches/me: saves the profile; what is public already changes at once. */
export const saveCoachProfile = handle(
  contract.saveCoachProfile,
  async ({ body, caller, ifMatch }, ctx: Context<Config>) => {
    checkCoachGames(body.games)
    await meetPerson(ctx, caller.userId)
    return ctx.sql.begin(async (tx) => {
      const { revision } = await lockCoach(tx, caller.userId, ctx.now())
      if (ifMatch !== null && ifMatch !== revision) throw changedMeanwhile()
      await saveProfile(tx, caller.userId, body, ctx.now())
      await refreshSearch(tx, caller.userId, ctx.now())
      return readOwnProfile(tx, caller.userId)
    })
  },
)
