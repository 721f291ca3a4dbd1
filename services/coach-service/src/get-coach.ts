import * as contract from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import { readProfile } from './coach-card.ts'
import type { Config } from './config.ts'

/** GET /coaches/:id: an approved coach's page; coaches see their own before that, as a preview. */
export const getCoach = handle(contract.getCoach, async ({ params, caller }, { sql, now }: Context<Config>) => {
  const found = await readProfile(sql, params.id, now())
  if (!found || (found.status !== 'approved' && caller?.userId !== params.id)) throw contract.coachNotFound()
  return found.profile
})
