/**
 * A year of the real platform, all in one process, with PostgreSQL and the payment simulator: people book, pay, cancel, move,
 * meet and miss each other, clocks change, the power fails; and whatever happens, it is what the rules say.
 */
import { getLedgerProof } from '@ecc/contracts/payments'
import { defaultPolicy, savePolicy } from '@ecc/contracts/policies'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { want } from './buying.ts'
import { chanceOf } from './chance.ts'
import { faultsInLives } from './check-life.ts'
import { overlaps, wrongRefunds, wrongReleases, wrongReminders } from './check-sums.ts'
import { leftOver, lifeOf, readFacts } from './facts.ts'
import { comeBack, fate } from './fate.ts'
import { count, type Year } from './life.ts'
import { joinAll } from './people.ts'
import { dayMs, hourMs, minuteMs } from './rules.ts'
import { openWorld } from './world.ts'

const seed = Number(process.env['YEAR_SEED'] ?? Date.now() % 1_000_000)
const wishes = Number(process.env['YEAR_WISHES'] ?? 40)
const restarts = Number(process.env['YEAR_RESTARTS'] ?? Math.max(5, Math.floor(wishes / 15)))

const begin = Date.UTC(2027, 0, 4, 12)
const end = begin + 365 * dayMs
/** Nobody wants anything new after this, so that all of it is over when the year is. */
const lastWish = end - 35 * dayMs
const lastPackage = end - 130 * dayMs
/** When clocks change, in America, in Europe and in Australia. */
const clockChanges = ['03-14', '03-28', '04-04', '10-03', '10-31', '11-07'].map((day) =>
  Date.parse(`2027-${day}T00:00:00Z`),
)

let year: Year
const events: { at: number; run: () => Promise<void> }[] = []

beforeAll(async () => {
  console.info(`year: ${wishes} wishes, ${restarts} restarts, YEAR_SEED=${seed}`)
  const world = await openWorld(begin)
  year = {
    world,
    chance: chanceOf(seed),
    people: await joinAll(world),
    tracked: new Map(),
    endedBy: new Map(),
    counts: new Map(),
    at: (when, run) => void events.push({ at: when, run }),
    agreed: (tracked) => fate(year, tracked),
  }
  planYear()
}, 300_000)
afterAll(() => year?.world.close())

function planYear(): void {
  const { chance } = year
  for (let i = 0; i < wishes; i++) {
    const near = chance.pick(clockChanges) + chance.between(-4 * 24, 24) * hourMs
    const when = chance.of(30) ? near : chance.between(begin + hourMs, lastWish)
    year.at(Math.floor(when / 1000) * 1000, () => want(year, when < lastPackage))
  }
  for (let i = 0; i < restarts; i++) {
    const how = chance.pick(['stop', 'kill', 'kill during a call', 'kill during jobs'] as const)
    const downMs = chance.pick([2, 10, 90, 26 * 60]) * minuteMs
    year.at(chance.between(begin + 30 * dayMs, end - 10 * dayMs), () => fail(how, downMs))
  }
  year.at(begin + 90 * dayMs, () => chargeAFee())
  for (let month = 2; month < 12; month += 3) year.at(begin + month * 30 * dayMs, () => check())
}

/** From spring on players pay a fee, of an awkward part of a price; what was booked before is without. */
async function chargeAFee(): Promise<void> {
  const { world, people } = year
  const values = { ...defaultPolicy, playerFeeBasisPoints: 333 }
  await world.call(people.admin, savePolicy, { body: { basedOn: 1, values, note: 'a service fee of 3.33 %' } })
}

async function fail(how: 'stop' | 'kill' | 'kill during a call' | 'kill during jobs', downMs: number): Promise<void> {
  const { world, chance } = year
  count(year, how)
  // Shortly before something is due, so that it falls into the time without a platform.
  const due = await world.nextDue()
  if (due !== null) await world.moveTo(Math.max(world.now(), due - chance.between(1, 60) * minuteMs))
  if (how === 'kill during a call') return world.killDuringNextCall(chance.between(0, 60), downMs)
  if (how === 'kill during jobs') await world.killDuringJobs(chance.between(0, 40), downMs)
  else await world.restart(how, downMs)
}

/** Holds what has happened so far against the rules. */
async function check(): Promise<void> {
  const { world, tracked, people, endedBy } = year
  await world.sweep()
  const facts = await readFacts(world.db)
  const startsOf = (id: string) => tracked.get(id)?.starts
  const now = world.now()
  const ledger = await people.admin.call(getLedgerProof)
  const faults = [
    ...faultsInLives(facts, tracked, { outages: world.outages, now }),
    ...overlaps(facts, people.coaches, startsOf),
    ...wrongRefunds(facts, endedBy),
    ...wrongReleases(facts, world.outages),
    ...wrongReminders(facts, { outages: world.outages, now, startsOf }),
    ...(await leftOver(world.db, now)),
    ...(ledger.balanced &&
    ledger.currencies.every(({ sum, psp, providerBalance }) => sum === 0 && psp === providerBalance)
      ? []
      : [`the ledger is not the provider's balance: ${JSON.stringify(ledger.currencies)}`]),
  ]
  for (const booking of facts.bookings.filter(({ id }) => faults.some((fault) => fault.includes(id))))
    console.error(lifeOf(booking))
  expect(faults, `YEAR_SEED=${seed} at ${new Date(now).toISOString()}`).toEqual([])
}

it(
  'a year of bookings, cancellations, clock changes and power cuts is what the rules say',
  async () => {
    const { world } = year
    for (;;) {
      events.sort((a, b) => b.at - a.at)
      const next = events.pop()
      if (!next) break
      const outagesBefore = world.outages.length
      await world.moveTo(next.at)
      await next.run()
      if (world.outages.length > outagesBefore) await comeBack(year)
      await world.settle()
    }
    await world.moveTo(Math.max(end, world.now()))
    await check()
    year.counts.set('released, and shared out within ten seconds', (await readFacts(world.db)).releases.length)
    console.info(Object.fromEntries([...year.counts].toSorted(([a], [b]) => a.localeCompare(b))))
    expect(year.counts.get('confirmed')).toBeGreaterThan(wishes / 5)
  },
  300_000 + wishes * 6_000 + restarts * 15_000,
)
