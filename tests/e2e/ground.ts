/** The people that journeys begin with: staff, a coach who can be booked, a player. */
import { listGames } from '@ecc/contracts/coaches'
import type { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { type Ground, type JoinedCoach, joinAsCoach, joinAsPlayer } from '../../apps/server/src/demo/joining.ts'
import { type DemoCoach, demoCoaches } from '../../apps/server/src/demo/people.ts'
import { appointAdmin, type Stage } from './stage.ts'

/** The coach of most journeys: Mina Sørensen. */
export const [firstCoach] = demoCoaches as [DemoCoach]

/** A coach and a player who may book, with the staff who let the coach in. */
export interface CoachAndPlayer {
  admin: DemoPerson
  coach: JoinedCoach
  player: DemoPerson
}

/** Appoints the first admin; answers what coaches and players need to join. */
export async function groundOf(stage: Stage): Promise<Ground> {
  const admin = await appointAdmin(stage)
  return { base: stage.base, admin, games: (await admin.call(listGames)).items }
}

/** Lets a coach in, Mina unless told, and Ada Keller as a player. */
export async function coachAndPlayer(stage: Stage, details = firstCoach): Promise<CoachAndPlayer> {
  const ground = await groundOf(stage)
  const coach = await joinAsCoach(ground, details)
  const player = await joinAsPlayer(stage, { email: 'ada@example.com', name: 'Ada Keller', zone: 'Europe/Berlin' })
  return { admin: ground.admin, coach, player }
}
