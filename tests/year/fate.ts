/** What becomes of a confirmed booking: it is held, missed, cancelled at some moment, or moved. */
import { cancelBooking } from '@ecc/contracts/bookings'
import { acceptReschedule, declineReschedule, proposeReschedule, withdrawReschedule } from '@ecc/contracts/reschedules'
import { until } from '../../apps/server/src/demo/joining.ts'
import { joinRoom } from '../../apps/server/src/demo/living.ts'
import { afterSession, count, freeTime, type Plan, see, type Tracked, type Year } from './life.ts'
import { cutOffMoments, dayMs, hourMs, minuteMs } from './rules.ts'

/** Who is in a room now: the socket of each side of each booking. */
const inside = new Map<string, Awaited<ReturnType<typeof joinRoom>>>()

/** Decides what becomes of a booking whose time was just agreed. */
export async function fate(year: Year, tracked: Tracked): Promise<void> {
  const { chance, world } = year
  const start = tracked.starts.at(-1) as number
  planMeeting(year, tracked, start)
  const what = chance.weighted({ meet: 10, playerCancels: 5, coachCancels: 2, staffCancel: 1, move: 5 })
  if (what === 'meet' || start - world.now() < 10 * minuteMs) return
  const person = {
    playerCancels: tracked.player,
    coachCancels: tracked.coach,
    staffCancel: { person: year.people.admin },
  }
  if (what === 'move') return planMove(year, tracked, start)
  const who = person[what].person
  year.at(momentToCancel(year, tracked, start), () =>
    ifStill(tracked, start, async () => {
      const answer = await world.call(who, cancelBooking, { params: { id: tracked.id }, body: {} })
      if ('reply' in answer) count(year, what)
    }),
  )
}

const ifStill = async (tracked: Tracked, start: number, run: () => Promise<void>) => {
  if (tracked.starts.at(-1) === start) await run()
}

/** At the very moments where a rule changes, one millisecond after, or at any other. */
function momentToCancel({ chance, world }: Year, { offer }: Tracked, start: number): number {
  const now = world.now()
  const edges = [...cutOffMoments(offer.preset, start), now + 30 * minuteMs, start - 12 * hourMs, start - hourMs]
  const moments = edges.flatMap((edge) => [edge, edge + 1]).filter((at) => at > now && at < start)
  if (moments.length > 0 && chance.of(70)) return chance.pick(moments)
  return chance.between(now + 1, start)
}

const plans: Record<string, { weight: number; plan: (length: number, some: number) => Plan }> = {
  whole: { weight: 10, plan: (length) => ({ player: [-120_000, length], coach: [-60_000, length] }) },
  noPlayer: { weight: 2, plan: (length) => ({ player: null, coach: [-60_000, length] }) },
  noCoach: { weight: 2, plan: (length) => ({ player: [0, length], coach: null }) },
  nobody: { weight: 1, plan: () => ({ player: null, coach: null }) },
  latePlayer: { weight: 2, plan: (length, some) => ({ player: [some, length], coach: [0, length] }) },
  short: { weight: 3, plan: (length, some) => ({ player: [0, length], coach: [0, length / 2 + some / 2] }) },
  failing: { weight: 3, plan: (length, some) => ({ player: [0, some], coach: [30_000, length] }) },
}

function planMeeting(year: Year, tracked: Tracked, start: number): void {
  const { chance } = year
  const weights = Object.fromEntries(Object.entries(plans).map(([name, { weight }]) => [name, weight]))
  const name = chance.weighted(weights)
  const length = tracked.minutes * minuteMs
  const plan = plans[name]?.plan(length, chance.between(1, 29) * 30_000 + 60_000) as Plan
  tracked.plans.set(start, plan)
  for (const side of ['player', 'coach'] as const) {
    const stay = plan[side]
    if (stay === null) continue
    year.at(start + stay[0], () => ifStill(tracked, start, () => enter(year, tracked, side)))
    const going = () => ifStill(tracked, start, () => leave(year, tracked, side))
    year.at(start + stay[1] + 60_000, going)
    if (stay[1] < length) year.at(start + stay[1], going)
  }
  if (name === 'noCoach' && chance.of(50)) {
    year.at(start + 10 * minuteMs + 1, () =>
      ifStill(tracked, start, async () => {
        const args = { params: { id: tracked.id }, body: {} }
        const answer = await year.world.call(tracked.player.person, cancelBooking, args)
        if ('reply' in answer) count(year, 'leftLateCoach')
      }),
    )
  }
  year.at(start + length + 5 * minuteMs, () => ifStill(tracked, start, () => afterSession(year, tracked)))
}

async function enter(year: Year, tracked: Tracked, side: 'player' | 'coach'): Promise<void> {
  const { state } = await see(year, tracked)
  if (state !== 'confirmed' && state !== 'in_progress') return
  inside.set(`${tracked.id} ${side}`, await joinRoom(year.world, tracked[side].person, tracked.id))
}

/** Closes the socket, and waits until the room has noted it. */
async function leave({ world }: Year, tracked: Tracked, side: 'player' | 'coach'): Promise<void> {
  const socket = inside.get(`${tracked.id} ${side}`)
  inside.delete(`${tracked.id} ${side}`)
  if (!socket || socket.readyState !== socket.OPEN) return
  socket.close()
  await until(async () => {
    const { rows } = await world.db.query(
      'select from video_service.stays where room_id = $1 and user_id = $2 and left_at is null',
      [tracked.id, tracked[side].id],
    )
    if (rows.length > 0) throw new Error(`the ${side} is still in the room of ${tracked.id}`)
  })
}

/** After a restart, who had been in a room comes back into it. */
export async function comeBack(year: Year): Promise<void> {
  const before = [...inside]
  inside.clear()
  for (const [key, socket] of before) {
    const [id, side] = key.split(' ') as [string, 'player' | 'coach']
    socket.terminate()
    const tracked = year.tracked.get(id) as Tracked
    const start = tracked.starts.at(-1) as number
    if (year.world.now() < start + tracked.minutes * minuteMs) await enter(year, tracked, side)
  }
}

function planMove(year: Year, tracked: Tracked, start: number): void {
  const { chance, world } = year
  const now = world.now()
  const edge = chance.pick(cutOffMoments(tracked.offer.preset, start))
  const when = chance.of(30) ? edge + chance.pick([-1, 0, 1]) : chance.between(now + 1, start)
  year.at(Math.max(when, now + 1), () => ifStill(tracked, start, () => move(year, tracked)))
}

async function move(year: Year, tracked: Tracked): Promise<void> {
  const { chance, world } = year
  const by = chance.pick(['player', 'coach'] as const)
  const other = by === 'player' ? 'coach' : 'player'
  const lead = chance.between(1, 200) * hourMs
  const anyTime = new Date(Math.ceil((world.now() + lead) / minuteMs) * minuteMs).toISOString()
  const listed =
    by === 'coach' && chance.of(50) ? anyTime : await freeTime(year, tracked.coach, tracked.offer.id, lead, tracked.id)
  if (listed === null) return
  const params = { id: tracked.id }
  const body = { startsAt: listed }
  const answer = await world.call(tracked[by].person, proposeReschedule, { params, body })
  if ('problem' in answer) {
    count(year, 'moveRefused')
    return
  }
  count(year, 'proposal')
  const then = chance.weighted({ accept: 6, decline: 1, withdraw: 1, nothing: 2 })
  if (then === 'nothing') return
  year.at(world.now() + chance.between(1, dayMs + hourMs), async () => {
    const who = tracked[then === 'withdraw' ? by : other].person
    if (then !== 'accept') {
      const route = then === 'decline' ? declineReschedule : withdrawReschedule
      await world.call(who, route as typeof declineReschedule, { params, body: {} })
      return
    }
    const moved = await world.call(who, acceptReschedule, { params, body })
    if ('problem' in moved) return
    count(year, 'moved')
    tracked.starts.push(Date.parse(listed))
    await fate(year, tracked)
  })
}
