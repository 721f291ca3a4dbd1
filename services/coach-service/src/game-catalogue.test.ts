import { describe, expect, test } from 'vitest'
import { type Game, gameCatalogue } from './game-catalogue.ts'

const slug = /^[a-z0-9]+(-[a-z0-9]+)*$/
const games = gameCatalogue.map((game): [string, Game] => [game.name, game])

test('there are at least ten games, each with an id and a name of its own', () => {
  expect(gameCatalogue.length).toBeGreaterThanOrEqual(10)
  expect(new Set(gameCatalogue.map(({ id }) => id)).size).toBe(gameCatalogue.length)
  expect(new Set(gameCatalogue.map(({ name }) => name)).size).toBe(gameCatalogue.length)
})

describe.each(games)('%s', (_, game) => {
  test('has ids that can stand in an address and are used once', () => {
    expect(game.id).toMatch(slug)
    for (const list of [game.roles, game.ranks]) {
      for (const { id } of list) expect(id).toMatch(slug)
      expect(new Set(list.map(({ id }) => id)).size).toBe(list.length)
      expect(new Set(list.map(({ name }) => name)).size).toBe(list.length)
    }
  })

  test('has roles to choose from and a ladder of at least five ranks', () => {
    expect(game.roles.length).toBeGreaterThanOrEqual(3)
    expect(game.ranks.length).toBeGreaterThanOrEqual(5)
  })

  test('has an accent that can be read on a dark tile', () => {
    expect(game.accent).toMatch(/^#[0-9a-f]{6}$/)
    expect(contrast(game.accent, '#242424')).toBeGreaterThanOrEqual(4.5)
  })
})

test.each([
  ['league-of-legends', 'Iron IV', 'Gold I', 'Platinum IV', 'Challenger', 31],
  ['valorant', 'Iron 1', 'Gold 3', 'Platinum 1', 'Radiant', 25],
  ['dota-2', 'Herald 1', 'Archon 5', 'Legend 1', 'Immortal', 36],
  ['overwatch-2', 'Bronze 5', 'Gold 1', 'Platinum 5', 'Top 500', 41],
  ['rocket-league', 'Bronze I', 'Gold III', 'Platinum I', 'Supersonic Legend', 22],
  ['rainbow-six-siege', 'Copper V', 'Gold I', 'Platinum V', 'Champion', 36],
  [
    'counter-strike-2',
    'Premier 0-4,999 (grey)',
    'Premier 15,000-19,999 (purple)',
    'Premier 20,000-24,999 (pink)',
    'Premier 30,000+ (gold)',
    7,
  ],
  ['apex-legends', 'Rookie IV', 'Gold I', 'Platinum IV', 'Apex Predator', 26],
  ['fortnite', 'Bronze I', 'Diamond III', 'Elite', 'Unreal', 18],
  ['street-fighter-6', 'Rookie 1', 'Diamond 5', 'Master', 'Legend', 40],
  ['teamfight-tactics', 'Iron IV', 'Platinum I', 'Emerald IV', 'Challenger', 31],
  ['ea-sports-fc-26', 'Division 10', 'Division 2', 'Division 1', 'Elite Division', 11],
])('%s climbs from %s by %s and %s to %s', (id, lowest, lower, higher, highest, length) => {
  const ranks = gameCatalogue.find((game) => game.id === id)?.ranks.map(({ name }) => name) ?? []
  expect(ranks).toHaveLength(length)
  expect([ranks[0], ranks.at(-1)]).toEqual([lowest, highest])
  expect(ranks.indexOf(higher) - ranks.indexOf(lower)).toBe(1)
})

/** The contrast ratio of WCAG 2.2. */
function contrast(a: string, b: string): number {
  const [lighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
