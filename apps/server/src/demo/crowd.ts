/** Many coaches and players who are ready to book, for tests and benches that need a crowd. */
import { listGames } from '@ecc/contracts/coaches'
import { defaultPolicy, savePolicy } from '@ecc/contracts/policies'
import { DemoPerson } from './client.ts'
import { type JoinedCoach, joinAsCoach } from './joining.ts'
import { demoCoaches } from './people.ts'

/** Coaches who are free at any hour, and players who may hold many times at once. */
export interface Crowd {
  coaches: JoinedCoach[]
  players: { id: string; person: DemoPerson }[]
}

/** Makes them through the public API. `admin` is signed in. */
export async function gatherCrowd(
  base: string,
  admin: DemoPerson,
  count: { coaches: number; players: number },
): Promise<Crowd> {
  const values = { ...defaultPolicy, holdsPerPlayer: 20 }
  await admin.call(savePolicy, { body: { basedOn: 1, values, note: 'a crowd holds much at once' } })
  const ground = { base, admin, games: (await admin.call(listGames)).items }
  const [details] = demoCoaches as [(typeof demoCoaches)[number]]
  const coaches = await fewAtOnce(count.coaches, (index) =>
    joinAsCoach(ground, { ...details, email: `coach-${index}@example.com`, zone: 'UTC' }),
  )
  const players = await fewAtOnce(count.players, async (index) => {
    const person = new DemoPerson(base, `player-${index}@example.com`)
    return { id: await person.register({ name: `Player ${index}`, zone: 'UTC', role: 'player' }), person }
  })
  return { coaches, players }
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
