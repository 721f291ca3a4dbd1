/** The games by id: names of games, roles and ranks for every screen that shows ids. */
import { listGames } from '@ecc/contracts/coaches'
import { useMemo } from 'react'
import { useApiQuery } from './api.ts'

/** All games, and look-ups that answer the id itself until the games are there. */
export function useCatalogue() {
  const query = useApiQuery(listGames, {}, { staleTime: 10 * 60_000 })
  const games = query.data?.items
  return useMemo(() => {
    const byId = new Map(games?.map((game) => [game.id, game]))
    return {
      query,
      games: games ?? [],
      game: (id: string) => byId.get(id),
      gameName: (id: string) => byId.get(id)?.name ?? id,
      accent: (id: string) => byId.get(id)?.accent ?? '#8a96a1',
      roleName: (gameId: string, id: string) => byId.get(gameId)?.roles.find((role) => role.id === id)?.name ?? id,
      rankName: (gameId: string, id: string) => byId.get(gameId)?.ranks.find((rank) => rank.id === id)?.name ?? id,
    }
  }, [games, query])
}

const languageNames = new Intl.DisplayNames(['en'], { type: 'language' })

/** "German" for "de". */
export function languageName(code: string): string {
  try {
    return languageNames.of(code) ?? code
  } catch {
    return code
  }
}
