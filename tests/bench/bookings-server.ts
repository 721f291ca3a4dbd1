/**
 * The whole platform on a new database in a given folder, with coaches and players who are ready to book:
 * `node bookings-server.ts <folder> <coaches> <players> <port> <simulator port>`.
 */
import { createAdmin } from '@ecc/contracts/auth'
import { listGames } from '@ecc/contracts/coaches'
import { defaultPolicy, savePolicy } from '@ecc/contracts/policies'
import { startAllInOne } from '../../apps/server/src/all-in-one.ts'
import { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { joinAsCoach } from '../../apps/server/src/demo/joining.ts'
import { demoAdmin, demoCoaches, password } from '../../apps/server/src/demo/people.ts'

/** What the bench needs to book. */
export interface BookingGround {
  base: string
  databaseUrl: string
  offers: { id: string; coachId: string }[]
  players: { id: string; token: string }[]
}

const [dataDir, ...numbers] = process.argv.slice(2) as [string, ...string[]]
const [coaches, players, port, simulatorPort] = numbers.map(Number) as [number, number, number, number]
const server = await startAllInOne({
  env: {
    LOG_LEVEL: 'error',
    RATE_LIMIT_FACTOR: '10000',
    MAX_EVENT_LOOP_DELAY_MS: '600000', // the bench puts this process to sleep, which is no overload
  },
  dataDir,
  port,
  simulatorPort,
})
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)))
process.send?.(await prepare())

async function prepare(): Promise<BookingGround> {
  const base = `http://127.0.0.1:${port}`
  await server.platform.services.get('auth-service')?.context.call(createAdmin, {
    body: { email: demoAdmin.email, password, displayName: demoAdmin.name, timeZone: 'UTC' },
  })
  const admin = new DemoPerson(base, demoAdmin.email)
  await admin.signIn()
  const values = { ...defaultPolicy, holdsPerPlayer: 20 }
  await admin.call(savePolicy, { body: { basedOn: 1, values, note: 'the bench holds much at once' } })
  const ground = { base, admin, games: (await admin.call(listGames)).items }
  const [details] = demoCoaches as [(typeof demoCoaches)[number]]
  const joined = await fewAtOnce(coaches, (index) =>
    joinAsCoach(ground, { ...details, email: `coach-${index}@example.com`, zone: 'UTC' }),
  )
  const booking = await fewAtOnce(players, async (index) => {
    const person = new DemoPerson(base, `player-${index}@example.com`)
    const id = await person.register({ name: `Player ${index}`, zone: 'UTC', role: 'player' })
    return { id, token: person.token }
  })
  return {
    base,
    databaseUrl: server.platform.databaseUrl,
    offers: joined.map(({ id, offerId }) => ({ id: offerId, coachId: id })),
    players: booking,
  }
}

/** Passwords are hashed slowly on purpose: all at once they would wait too long for each other. */
async function fewAtOnce<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  while (made.length < count) {
    const group = Array.from({ length: Math.min(4, count - made.length) }, (_, index) => make(made.length + index))
    made.push(...(await Promise.all(group)))
  }
  return made
}
