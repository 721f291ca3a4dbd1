import * as contract from '@ecc/contracts/coaches'
import { type Context, handle, plusMinutes } from '@ecc/kit'
import type { Config } from './config.ts'
import { hasStart, timeAsked } from './free-time.ts'
import { gameCatalogue } from './game-catalogue.ts'

const soonMinutes = 120

/** GET /games: the catalogue, with how many coaches teach each game and how many of them are free soon. */
export const listGames = handle(contract.listGames, async (_, { sql, now }: Context<Config>) => {
  const at = now()
  const soon = timeAsked({ freeTo: plusMinutes(at, soonMinutes + 1).toISOString() }, at.getTime())
  const counts = await sql<{ gameId: string; coachCount: number; freeSoonCount: number }>`
    select game_id, sum(number) as coach_count, sum(free_soon) as free_soon_count
    from (
      select s.facet_set, count(*) as number, count(*) filter (where ${hasStart(sql, sql.part`s.free`, soon)}) as free_soon
      from coach_search s where s.listed group by 1
    ) as same join facet_sets f on f.id = same.facet_set, unnest(f.skills) as game_id
    where position('/' in game_id) = 0 group by 1`
  const byGame = new Map(counts.map((row) => [row.gameId, row]))
  return {
    items: gameCatalogue.map((game) => ({
      ...game,
      roles: [...game.roles],
      ranks: [...game.ranks],
      coachCount: byGame.get(game.id)?.coachCount ?? 0,
      freeSoonCount: byGame.get(game.id)?.freeSoonCount ?? 0,
    })),
  }
})
