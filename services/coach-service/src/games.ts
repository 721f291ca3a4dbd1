import { type CoachGame, type Game, unknownGame } from '@ecc/contracts/coaches'
import { gameCatalogue } from './game-catalogue.ts'
import { invalidField } from './invalid-field.ts'

const gamesById = new Map(gameCatalogue.map((game) => [game.id, game]))

/** The catalogue's game, if it has it. */
export function findGame(id: string): Game | undefined {
  return gamesById.get(id)
}

/** Throws unknownGame unless the catalogue has the game. */
export function checkGame(gameId: string): void {
  if (!gamesById.has(gameId)) throw unknown([{ field: 'gameId', value: gameId }])
}

/** Throws unknownGame naming every game, role and rank the catalogue does not have, or invalidRequest for one twice. */
export function checkCoachGames(games: readonly CoachGame[]): void {
  const faults = games.flatMap(findFaults)
  if (faults.length > 0) throw unknown(faults)
  const ids = games.map(({ gameId }) => gameId)
  if (new Set(ids).size < ids.length) throw invalidField('body', 'games', 'must not name a game twice')
}

/** The rank's place on its game's ladder, from 0. Only for what `checkCoachGames` let through. */
export function rankIndexOf({ gameId, rankId }: CoachGame): number {
  return gamesById.get(gameId)?.ranks.findIndex(({ id }) => id === rankId) ?? -1
}

/** The ladders that have a rank of this name, in one game or in all, and its place on each. */
export function findLadders(rankId: string, gameId?: string): { gameId: string; rankIndex: number }[] {
  return gameCatalogue
    .filter(({ id }) => gameId === undefined || id === gameId)
    .map(({ id, ranks }) => ({ gameId: id, rankIndex: ranks.findIndex((rank) => rank.id === rankId) }))
    .filter(({ rankIndex }) => rankIndex >= 0)
}

interface Fault {
  field: string
  value: string
}

function findFaults({ gameId, roleIds, rankId }: CoachGame, index: number): Fault[] {
  const game = gamesById.get(gameId)
  if (!game) return [{ field: `games.${index}.gameId`, value: gameId }]
  const strangeRoles = roleIds.filter((roleId) => !game.roles.some(({ id }) => id === roleId))
  const faults = strangeRoles.map((roleId) => ({ field: `games.${index}.roleIds`, value: roleId }))
  if (!game.ranks.some(({ id }) => id === rankId)) faults.push({ field: `games.${index}.rankId`, value: rankId })
  return faults
}

function unknown(faults: readonly Fault[]) {
  const named = faults.map(({ field, value }) => `${field} "${value}"`).join(', ')
  return unknownGame(`Not in the catalogue: ${named}`, { unknown: faults })
}
