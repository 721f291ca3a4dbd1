import * as contract from '@ecc/contracts/verifications'
import { type Context, cutPage, handle, pageAsked } from '@ecc/kit'
import { readOwnProfiles } from './coach.ts'
import type { Config } from './config.ts'
import { readOffersOf } from './offer.ts'
import { cardOf, type Person } from './person.ts'

/** GET /admin/verifications: the queue, oldest first. */
export const listVerifications = handle(contract.listVerifications, async ({ query }, { sql }: Context<Config>) => {
  const { limit, after } = pageAsked(query)
  const found = await sql<{ id: string; submittedAt: string } & Person>`
    select c.id, c.submitted_at, p.display_name, p.avatar_url, p.time_zone from coaches c left join people p on p.id = c.id
    where c.status = 'submitted'
      ${after ? sql.part`and (c.submitted_at, c.id) > (${after.at}::timestamptz, ${after.id}::uuid)` : sql.part``}
    order by c.submitted_at, c.id limit ${limit + 1}`
  const { rows: shown, nextCursor } = cutPage(found, limit, ({ submittedAt, id }) => ({ at: submittedAt, id }))
  const ids = shown.map(({ id }) => id)
  const profiles = await readOwnProfiles(sql, ids)
  const offers = Map.groupBy(await readOffersOf(sql, ids), ({ coachId }) => coachId)
  return {
    items: shown.flatMap((row) => {
      const profile = profiles.get(row.id)
      return profile
        ? [{ coach: cardOf(row.id, row), profile, offers: offers.get(row.id) ?? [], submittedAt: row.submittedAt }]
        : []
    }),
    nextCursor,
  }
})
