/** A role a player can be coached in. */
export interface GameRole {
  id: string
  name: string
}

/** A step of a game's ranked ladder: a division where the game has divisions, else a tier or a rating band. */
export interface GameRank {
  id: string
  name: string
}

/** A competitive game that coaches teach; `ranks` go from lowest to highest. */
export interface Game {
  /** Kebab-case slug, stable: profiles, offers and links refer to it. */
  id: string
  name: string
  genre: string
  roles: GameRole[]
  ranks: GameRank[]
  /** Hex colour of the game's tile, at least 4.5:1 on the dark background. */
  accent: string
}

type Divisions = 'I to III' | 'IV to I' | 'V to I' | '1 to 3' | '1 to 5' | '5 to 1'

/** How a tier's divisions are written, from its lowest to its highest. */
const divisionNames: Record<Divisions, string[]> = {
  'I to III': ['I', 'II', 'III'],
  'IV to I': ['IV', 'III', 'II', 'I'],
  'V to I': ['V', 'IV', 'III', 'II', 'I'],
  '1 to 3': ['1', '2', '3'],
  '1 to 5': ['1', '2', '3', '4', '5'],
  '5 to 1': ['5', '4', '3', '2', '1'],
}

/**
 * The games on offer, with the roles and ranked ladders the games themselves use. The ladders were compared with public
 * guides to each game in November 2026; publishers change them between seasons, and ids that profiles refer to stay.
 */
export const gameCatalogue: readonly Game[] = [
  {
    id: 'league-of-legends',
    name: 'League of Legends',
    genre: 'MOBA',
    roles: named('Top', 'Jungle', 'Mid', 'Bot', 'Support'),
    ranks: [
      ...tiers('IV to I', 'Iron', 'Bronze', 'Silver', 'Gold', 'Platinum', 'Emerald', 'Diamond'),
      ...named('Master', 'Grandmaster', 'Challenger'),
    ],
    accent: '#d4a94e',
  },
  {
    id: 'valorant',
    name: 'VALORANT',
    genre: 'Tactical shooter',
    roles: named('Duelist', 'Initiator', 'Controller', 'Sentinel'),
    ranks: [
      ...tiers('1 to 3', 'Iron', 'Bronze', 'Silver', 'Gold', 'Platinum', 'Diamond', 'Ascendant', 'Immortal'),
      ...named('Radiant'),
    ],
    accent: '#ff5c69',
  },
  {
    id: 'counter-strike-2',
    name: 'Counter-Strike 2',
    genre: 'Tactical shooter',
    roles: named('In-game leader', 'Entry fragger', 'AWPer', 'Rifler', 'Lurker', 'Support', 'Anchor'),
    ranks: [
      { id: 'premier-0', name: 'Premier 0-4,999 (grey)' },
      { id: 'premier-5000', name: 'Premier 5,000-9,999 (light blue)' },
      { id: 'premier-10000', name: 'Premier 10,000-14,999 (blue)' },
      { id: 'premier-15000', name: 'Premier 15,000-19,999 (purple)' },
      { id: 'premier-20000', name: 'Premier 20,000-24,999 (pink)' },
      { id: 'premier-25000', name: 'Premier 25,000-29,999 (red)' },
      { id: 'premier-30000', name: 'Premier 30,000+ (gold)' },
    ],
    accent: '#f0a53a',
  },
  {
    id: 'dota-2',
    name: 'Dota 2',
    genre: 'MOBA',
    roles: named('Carry', 'Mid', 'Offlane', 'Soft support', 'Hard support'),
    ranks: [
      ...tiers('1 to 5', 'Herald', 'Guardian', 'Crusader', 'Archon', 'Legend', 'Ancient', 'Divine'),
      ...named('Immortal'),
    ],
    accent: '#f0624d',
  },
  {
    id: 'overwatch-2',
    name: 'Overwatch 2',
    genre: 'Hero shooter',
    roles: named('Tank', 'Damage', 'Support'),
    ranks: [
      ...tiers('5 to 1', 'Bronze', 'Silver', 'Gold', 'Platinum', 'Diamond', 'Master', 'Grandmaster', 'Champion'),
      ...named('Top 500'),
    ],
    accent: '#fa9c1e',
  },
  {
    id: 'rocket-league',
    name: 'Rocket League',
    genre: 'Sports',
    roles: named('First man', 'Second man', 'Third man'),
    ranks: [
      ...tiers('I to III', 'Bronze', 'Silver', 'Gold', 'Platinum', 'Diamond', 'Champion', 'Grand Champion'),
      ...named('Supersonic Legend'),
    ],
    accent: '#4aa8ff',
  },
  {
    id: 'apex-legends',
    name: 'Apex Legends',
    genre: 'Battle royale',
    roles: named('Assault', 'Skirmisher', 'Recon', 'Support', 'Controller', 'In-game leader'),
    ranks: [
      ...tiers('IV to I', 'Rookie', 'Bronze', 'Silver', 'Gold', 'Platinum', 'Diamond'),
      ...named('Master', 'Apex Predator'),
    ],
    accent: '#ef5a5a',
  },
  {
    id: 'rainbow-six-siege',
    name: 'Rainbow Six Siege',
    genre: 'Tactical shooter',
    roles: named('In-game leader', 'Entry fragger', 'Hard breach', 'Support', 'Flex', 'Anchor', 'Roamer'),
    ranks: [
      ...tiers('V to I', 'Copper', 'Bronze', 'Silver', 'Gold', 'Platinum', 'Emerald', 'Diamond'),
      ...named('Champion'),
    ],
    accent: '#a9c4e0',
  },
  {
    id: 'fortnite',
    name: 'Fortnite',
    genre: 'Battle royale',
    roles: named('In-game leader', 'Fragger', 'Support', 'Builder'),
    ranks: [
      ...tiers('I to III', 'Bronze', 'Silver', 'Gold', 'Platinum', 'Diamond'),
      ...named('Elite', 'Champion', 'Unreal'),
    ],
    accent: '#b78cff',
  },
  {
    id: 'street-fighter-6',
    name: 'Street Fighter 6',
    genre: 'Fighting',
    roles: named('All-rounder', 'Rushdown', 'Grappler', 'Zoner', 'Charge'),
    ranks: [
      ...tiers('1 to 5', 'Rookie', 'Iron', 'Bronze', 'Silver', 'Gold', 'Platinum', 'Diamond'),
      ...named('Master', 'High Master', 'Grand Master', 'Ultimate Master', 'Legend'),
    ],
    accent: '#e56bd0',
  },
  {
    id: 'ea-sports-fc-26',
    name: 'EA SPORTS FC 26',
    genre: 'Sports',
    roles: named('Goalkeeper', 'Defender', 'Midfielder', 'Forward'),
    ranks: [...tenDivisions(), ...named('Elite Division')],
    accent: '#3fe08b',
  },
  {
    id: 'teamfight-tactics',
    name: 'Teamfight Tactics',
    genre: 'Auto battler',
    roles: named('Flex', 'Reroll', 'Fast 8'),
    ranks: [
      ...tiers('IV to I', 'Iron', 'Bronze', 'Silver', 'Gold', 'Platinum', 'Emerald', 'Diamond'),
      ...named('Master', 'Grandmaster', 'Challenger'),
    ],
    accent: '#35c9d6',
  },
]

function named(...names: string[]): { id: string; name: string }[] {
  return names.map((name) => ({ id: name.toLowerCase().replaceAll(' ', '-'), name }))
}

function tiers(divisions: Divisions, ...names: string[]): GameRank[] {
  return names.flatMap((tier) => named(...divisionNames[divisions].map((division) => `${tier} ${division}`)))
}

function tenDivisions(): GameRank[] {
  return named(...Array.from({ length: 10 }, (_, i) => `Division ${10 - i}`))
}
