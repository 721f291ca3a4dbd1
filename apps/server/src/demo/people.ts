/** The people of the demo: invented, with games, prices and hours that make the search worth trying. */

import type { Money } from '@ecc/contracts/vocabulary'

/** A demo coach. `price` is per hour in minor units; `hours` are on the coach's own clock, every day. */
export interface DemoCoach {
  email: string
  name: string
  zone: string
  headline: string
  bio: string
  games: { gameId: string; roleIds: number[]; rankFromTop: number }[]
  languages: string[]
  price: { amount: number; currency: Money['currency'] }
  hours: { start: string; end: string }
  minNoticeMinutes: number
}

const around = { start: '08:00', end: '24:00' }
const evening = { start: '15:00', end: '23:30' }

export const password = 'demo-coach-connect'

export const demoCoaches: DemoCoach[] = [
  {
    email: 'coach@example.com',
    name: 'Mina Sørensen',
    zone: 'Europe/Copenhagen',
    headline: 'Radiant controller main. Calm comms, clean utility, better mid-rounds.',
    bio: 'I played semi-pro for four years and have coached over two hundred players since. We look at your own rounds, pick one habit, and drill it until it is boring. You leave every session with a plan for the week.',
    games: [{ gameId: 'valorant', roleIds: [0, 1], rankFromTop: 0 }],
    languages: ['en', 'da', 'de'],
    price: { amount: 3500, currency: 'EUR' },
    hours: { start: '00:00', end: '24:00' },
    minNoticeMinutes: 15,
  },
  {
    email: 'leo@example.com',
    name: 'Leo Almeida',
    zone: 'America/Sao_Paulo',
    headline: 'Challenger jungle. Pathing, tempo, and when not to gank.',
    bio: 'Jungle is a timing role. I teach you to read the first three minutes, plan two camps ahead and turn small leads into objectives.',
    games: [{ gameId: 'league-of-legends', roleIds: [1], rankFromTop: 0 }],
    languages: ['en', 'pt', 'es'],
    price: { amount: 2800, currency: 'USD' },
    hours: around,
    minNoticeMinutes: 60,
  },
  {
    email: 'katya@example.com',
    name: 'Katya Morozova',
    zone: 'Europe/Warsaw',
    headline: 'CS2 rifler and in-game leader. Structure for teams and solo players.',
    bio: 'Former league captain. Utility that wins space, mid-round calls that make sense, and demo reviews you will actually use.',
    games: [{ gameId: 'counter-strike-2', roleIds: [0, 2], rankFromTop: 0 }],
    languages: ['en', 'pl', 'ru'],
    price: { amount: 4000, currency: 'EUR' },
    hours: evening,
    minNoticeMinutes: 120,
  },
  {
    email: 'arjun@example.com',
    name: 'Arjun Nair',
    zone: 'Asia/Kolkata',
    headline: 'Immortal support. Win lanes without last hits.',
    bio: 'Vision, rotations and drafting for people who are tired of losing with a good laning phase.',
    games: [{ gameId: 'dota-2', roleIds: [3, 4], rankFromTop: 0 }],
    languages: ['en', 'hi'],
    price: { amount: 1800, currency: 'EUR' },
    hours: around,
    minNoticeMinutes: 120,
  },
  {
    email: 'sofia@example.com',
    name: 'Sofia Rinaldi',
    zone: 'Europe/Rome',
    headline: 'Grand Champion. Rotations first, mechanics second.',
    bio: 'Most players can hit the ball. I teach where to be before it comes. Replays, positioning maps and short training packs.',
    games: [{ gameId: 'rocket-league', roleIds: [0], rankFromTop: 1 }],
    languages: ['en', 'it', 'fr'],
    price: { amount: 2400, currency: 'EUR' },
    hours: evening,
    minNoticeMinutes: 60,
  },
  {
    email: 'devon@example.com',
    name: 'Devon Clarke',
    zone: 'America/New_York',
    headline: 'Top 500 support. Cooldown tracking and positioning that keeps teams alive.',
    bio: 'I spent three seasons shot-calling for a collegiate team. We fix your deaths first; everything else follows.',
    games: [{ gameId: 'overwatch-2', roleIds: [2], rankFromTop: 0 }],
    languages: ['en'],
    price: { amount: 3000, currency: 'USD' },
    hours: around,
    minNoticeMinutes: 120,
  },
  {
    email: 'haruto@example.com',
    name: 'Haruto Sato',
    zone: 'Asia/Tokyo',
    headline: 'Master-rank fundamentals: anti-airs, whiff punishes, honest neutral.',
    bio: 'No character is too low tier for good neutral. Bring one replay you lost and one you won.',
    games: [{ gameId: 'street-fighter-6', roleIds: [0], rankFromTop: 0 }],
    languages: ['ja', 'en'],
    price: { amount: 2200, currency: 'EUR' },
    hours: around,
    minNoticeMinutes: 180,
  },
  {
    email: 'nora@example.com',
    name: 'Nora Lindqvist',
    zone: 'Europe/Stockholm',
    headline: 'Predator movement and fight selection for Apex.',
    bio: 'Fewer fights, better fights. We review your drops, your rotations and the two decisions that ended your last ten games.',
    games: [{ gameId: 'apex-legends', roleIds: [0, 1], rankFromTop: 0 }],
    languages: ['en', 'sv'],
    price: { amount: 2600, currency: 'EUR' },
    hours: evening,
    minNoticeMinutes: 60,
  },
  {
    email: 'omar@example.com',
    name: 'Omar Haddad',
    zone: 'Africa/Cairo',
    headline: 'Siege: map control, crossfires, and winning the 2v2.',
    bio: 'Flex player with five years of league experience. I teach sites you can hold with strangers.',
    games: [{ gameId: 'rainbow-six-siege', roleIds: [0], rankFromTop: 0 }],
    languages: ['en', 'ar', 'fr'],
    price: { amount: 2000, currency: 'EUR' },
    hours: around,
    minNoticeMinutes: 60,
  },
  {
    email: 'emily@example.com',
    name: 'Emily Tan',
    zone: 'Australia/Sydney',
    headline: 'VALORANT duelist. Aim routines that stick, entries that work.',
    bio: 'Entry is a skill, not a mood. I coach crosshair placement, spacing and trading with a team that does not talk.',
    games: [
      { gameId: 'valorant', roleIds: [0], rankFromTop: 1 },
      { gameId: 'counter-strike-2', roleIds: [1], rankFromTop: 1 },
    ],
    languages: ['en', 'zh'],
    price: { amount: 3200, currency: 'USD' },
    hours: around,
    minNoticeMinutes: 120,
  },
]

export const demoPlayers = [
  { email: 'player@example.com', name: 'Ada Keller', zone: 'Europe/Berlin' },
  { email: 'jonas@example.com', name: 'Jonas Weber', zone: 'Europe/Vienna' },
  { email: 'priya@example.com', name: 'Priya Shah', zone: 'Europe/London' },
  { email: 'marcus@example.com', name: 'Marcus Reed', zone: 'America/Chicago' },
]

export const demoAdmin = { email: 'admin@example.com', name: 'Sam Staff', zone: 'Europe/Berlin' }

/** What players said, with the stars they gave. */
export const demoReviews = [
  { stars: 5, comment: 'We found the one habit that cost me most rounds. Up two ranks since.' },
  { stars: 5, comment: 'Clear, patient, and straight to the point. The drills are short enough to actually do.' },
  { stars: 4, comment: 'Great session. I would have liked a bit more time on my own replay.' },
  { stars: 5, comment: 'Explained in an hour what I had not understood in a year.' },
  { stars: 5, comment: 'Very well prepared, had watched my last three games before we started.' },
  { stars: 4, comment: 'Good structure and honest feedback.' },
  { stars: 5, comment: 'The plan for the week is gold. Booked again at once.' },
  { stars: 3, comment: 'Useful, but we ran out of time for the second half.' },
]
