import type pg from 'pg'
import { type Tx, transaction } from './database.ts'
import type { Faults } from './faults.ts'
import type { WebhookDelivery } from './webhook-delivery.ts'
import { platformAccount, type Settings, type Work } from './work.ts'

/** The running simulator: what its HTTP server, hosted pages, control interface and timed changes share. */
export interface Simulation {
  pool: pg.Pool
  settings: Settings
  clock: Clock
  faults: Faults
  delivery: WebhookDelivery
  /** Tells the operator of an error nobody else hears of. */
  report(error: unknown): void
}

/** The simulator's own time, which may be moved forward. */
interface Clock {
  nowSeconds(): number
  advance(seconds: number): void
}

export function createClock(nowMs: () => number): Clock {
  let offsetMs = 0
  return {
    nowSeconds: () => Math.floor((nowMs() + offsetMs) / 1000),
    advance: (seconds) => void (offsetMs += seconds * 1000),
  }
}

/** One request's or one timed change's view of the simulation. */
export function workIn(simulation: Simulation, tx: Tx, asked: { account?: string; cause?: Work['cause'] } = {}): Work {
  const { settings, clock } = simulation
  const { account = platformAccount, cause = null } = asked
  return { tx, settings, nowSeconds: clock.nowSeconds(), account, cause }
}

/** Changes something outside an API request, in one transaction, and sends the events it caused. */
export async function change<Result>(simulation: Simulation, run: (work: Work) => Promise<Result>): Promise<Result> {
  const result = await transaction(simulation.pool, (tx) => run(workIn(simulation, tx)))
  simulation.delivery.wake()
  return result
}
