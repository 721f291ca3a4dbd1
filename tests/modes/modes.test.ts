import { listGames } from '@ecc/contracts/coaches'
import { afterAll, describe, expect, it } from 'vitest'
import { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { joinAsCoach, joinAsPlayer } from '../../apps/server/src/demo/joining.ts'
import { demoAdmin, demoCoaches, password } from '../../apps/server/src/demo/people.ts'
import { allInOne, createFirstAdmin, hasNats, hasRedis, type RunningPlatform, split } from './platforms.ts'
import { races } from './races.ts'
import { freeSlots, masked, scenarios, type World } from './scenarios.ts'

const all = { ...scenarios, ...races }

const answers = new Map<string, unknown>()
const splitIsPossible = hasNats && hasRedis
if (!splitIsPossible)
  console.warn('SKIPPED: the split way needs nats-server and redis-server (scripts/setup-local-dev.sh installs them)')

async function prepare(platform: RunningPlatform): Promise<World> {
  await createFirstAdmin(platform, { ...demoAdmin, password })
  const admin = new DemoPerson(platform.base, demoAdmin.email)
  await admin.signIn()
  const { items: games } = await admin.call(listGames)
  const ground = { base: platform.base, games, admin }
  const [details] = demoCoaches
  if (!details) throw new Error('there are no demo coaches')
  const coach = await joinAsCoach(ground, details)
  const viewer = await joinAsPlayer(ground, { email: 'viewer@example.com', name: 'Viewer', zone: 'UTC' })
  return { ...ground, coach, slots: await freeSlots(coach, viewer) }
}

describe.each([
  { way: 'all-in-one', start: allInOne, possible: true },
  { way: 'split', start: split, possible: splitIsPossible },
])('$way', ({ way, start, possible }) => {
  let platform: RunningPlatform | undefined
  let world: World
  afterAll(() => platform?.stop())

  it.skipIf(!possible)('starts on an empty database', async () => {
    platform = await start()
    world = await prepare(platform)
    expect(world.slots.length).toBeGreaterThan(Object.keys(all).length)
  })

  it.skipIf(!possible).each(Object.keys(all))('%s', async (name) => {
    const answer = masked(await all[name]?.(world))
    if (way === 'all-in-one') {
      expect(answer).toMatchSnapshot()
      answers.set(name, answer)
    } else expect(answer).toEqual(answers.get(name))
  })
})
