/**
 * The whole platform on a new database in a given folder, with coaches and players who are ready to book:
 * `node bookings-server.ts <folder> <coaches> <players> <port> <simulator port>`.
 */
import { createAdmin } from '@ecc/contracts/auth'
import { startAllInOne } from '../../apps/server/src/all-in-one.ts'
import { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { gatherCrowd } from '../../apps/server/src/demo/crowd.ts'
import { demoAdmin, password } from '../../apps/server/src/demo/people.ts'
import { takeRecordingOrders } from './statement-recorder.ts'

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
  },
  dataDir,
  port,
  simulatorPort,
})
takeRecordingOrders()
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)))
process.send?.(await prepare())

async function prepare(): Promise<BookingGround> {
  const base = `http://127.0.0.1:${port}`
  await server.platform.services.get('auth-service')?.context.call(createAdmin, {
    body: { email: demoAdmin.email, password, displayName: demoAdmin.name, timeZone: 'UTC' },
  })
  const admin = new DemoPerson(base, demoAdmin.email)
  await admin.signIn()
  const crowd = await gatherCrowd(base, admin, { coaches, players })
  return {
    base,
    databaseUrl: server.platform.databaseUrl,
    offers: crowd.coaches.map(({ id, offerId }) => ({ id: offerId, coachId: id })),
    players: crowd.players.map(({ id, person }) => ({ id, token: person.token })),
  }
}
