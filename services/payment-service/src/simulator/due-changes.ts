import { type AccountRow, restrictAccount } from './accounts.ts'
import { expireAuthorization } from './capture-payment-intent.ts'
import { type Tx, txOn } from './database.ts'
import { pruneReplies } from './idempotency.ts'
import { payOutOnSchedule, settlePayout } from './payouts.ts'
import { settleRefund } from './refunds.ts'
import { change, type Simulation } from './simulation.ts'

const intervalMs = 500
const batchMax = 100

/** Makes the changes that come with time: refunds and payouts that end, authorisations that lapse, days of payout. Returns how many. */
export async function makeDueChanges(simulation: Simulation): Promise<number> {
  const tx = txOn(simulation.pool)
  const now = simulation.clock.nowSeconds()
  const refunds = await tx.rows<{ id: string; settles_as: 'succeeded' | 'failed' }>(
    `select id, settles_as from stripe_simulator.refunds where settles_at <= $1 order by settles_at limit ${batchMax}`,
    [now],
  )
  const held = await tx.rows<{ payment_intent_id: string }>(
    `select payment_intent_id from stripe_simulator.charges where capture_before <= $1 limit ${batchMax}`,
    [now],
  )
  const payouts = await tx.rows<{ id: string }>(
    `select id from stripe_simulator.payouts where settles_at <= $1 order by settles_at limit ${batchMax}`,
    [now],
  )
  const accounts = await dueAccounts(tx, now)
  for (const refund of refunds) await change(simulation, (work) => settleRefund(work, refund.id, refund.settles_as))
  for (const charge of held) await change(simulation, (work) => expireAuthorization(work, charge.payment_intent_id))
  for (const payout of payouts) await change(simulation, (work) => settlePayout(work, payout.id))
  for (const { id, requirements_due_at: dueAt } of accounts) {
    if (dueAt !== null && dueAt <= now) await change(simulation, (work) => restrictAccount(work, id))
    await change(simulation, (work) => payOutOnSchedule(work, id))
  }
  await pruneReplies(tx, now)
  return refunds.length + held.length + payouts.length + accounts.length
}

async function dueAccounts(tx: Tx, now: number): Promise<Pick<AccountRow, 'id' | 'requirements_due_at'>[]> {
  return tx.rows(
    `select id, requirements_due_at from stripe_simulator.accounts
     where next_payout_at <= $1 or requirements_due_at <= $1 order by seq limit ${batchMax}`,
    [now],
  )
}

/**
 * Looks for due changes twice a second until stopped. What is due is kept in the database; the timer only looks.
 * Resolves when a look under way has ended.
 */
export function watchDueChanges(simulation: Simulation): () => Promise<void> {
  let looking: Promise<unknown> | undefined
  // timer: it only looks; what is due and when stands in the database
  const timer = setInterval(() => {
    looking ??= makeDueChanges(simulation)
      .catch(simulation.report)
      .finally(() => {
        looking = undefined
      })
  }, intervalMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await looking
  }
}
