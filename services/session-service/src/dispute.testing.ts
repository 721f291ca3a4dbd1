/** A dispute to begin a test with. */
import { openDispute } from '@ecc/contracts/disputes'
import { aCoach, aPlayer } from '@ecc/kit/testing'
import type { TestedSessions } from './testing.ts'

const hourMs = 3_600_000

/** A session that both attended and that its player reports a problem with, asking for half of the price. */
export async function disputed(t: TestedSessions) {
  const [player, coach] = [aPlayer(), aCoach()]
  const startsAt = new Date((Math.ceil(t.clock.now().getTime() / hourMs) + 4) * hourMs).toISOString()
  const { id, endsAt } = await t.confirm(player, { offer: t.offer({ coachId: coach.userId }), startsAt })
  t.meet(id, { player: [[0, 60]], coach: [[0, 60]] })
  await t.clock.set(endsAt)
  const words = 'The sound was gone for half of the hour.'
  const body = { reason: 'technical', words, asked: { kind: 'refund', percent: 50 } } as const
  await t.call(openDispute, { params: { id }, body }, { as: player })
  return { id, player, coach, params: { id } }
}
