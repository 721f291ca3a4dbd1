import * as contract from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { toMinutes } from './free-starts.ts'
import { gameCatalogue } from './game-catalogue.ts'

const soonMinutes = 120

/** GET /games: the catalogue, with how many coaches teach each game and how many of them are free soon. */
export const listGames = handle(contract.listGames, async (_, { sql, now }: Context<Config>) => {
  const minutes = toMinutes(now())
  const counts = await sql<{ gameId: string; coachCount: number; freeSoonCount: number }>`
    select g.game_id, count(*) as coach_count, count(*) filter (where exists (
      select from unnest(s.next_starts) as start
      where start >= ${minutes}::float8 + s.notice_minutes and start <= ${minutes + soonMinutes}::float8)) as free_soon_count
    from coach_search s join coach_games g using (coach_id) where s.listed group by 1`
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
