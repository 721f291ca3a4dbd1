import * as contract from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import { readOwnProfile } from './coach.ts'
import type { Config } from './config.ts'

/** GET /coaches/me: the profile as its coach edits it. */
export const getOwnCoachProfile = handle(contract.getOwnCoachProfile, async ({ caller }, { sql }: Context<Config>) =>
  readOwnProfile(sql, caller.userId),
)
