import { createHmac } from 'node:crypto'
import { failpoint } from '@ecc/kit'
import type pg from 'pg'
import { type Tx, txOn } from './database.ts'

export const webhookModes = ['normal', 'duplicate', 'reordered', 'dropped', 'paused'] as const
type WebhookMode = (typeof webhookModes)[number]

const lanesMax = 4
const timeoutMs = 10_000
/** How long an attempt keeps others off its event; what a killed process left is free again after it. */
const leaseMs = timeoutMs + 1000
const retryFirstMs = 500
const retryMaxMs = 60_000
const abandonAfterMs = 3 * 86_400_000
const gatherMs = 150

/** Where events go. `secret` signs them; the whole text is the key, its `whsec_` included. */
export interface WebhookEndpoint {
  url: string
  secret: string
}

interface DueEvent {
  id: string
  body: string
  attempts: number
  first_due_at_ms: number
}

/** Starts sending, beginning with what an earlier process left unsent. `report` hears of database errors. */
export async function startWebhookDelivery(
  pool: pg.Pool,
  endpoint: WebhookEndpoint,
  report: (error: unknown) => void,
): Promise<WebhookDelivery> {
  const tx = txOn(pool)
  await resumeInterrupted(tx)
  const delivery = new WebhookDelivery(tx, endpoint, report)
  delivery.wake()
  return delivery
}

/**
 * Sends events at least once: an event is done only when the receiver answered 2xx, and is due again after a growing
 * pause until then. What is due is a column in the database, so nothing is forgotten when the process is killed.
 * Pauses and signatures follow the machine's clock, because the receiver checks a signature's age by it.
 */
export class WebhookDelivery {
  readonly #tx: Tx
  readonly #endpoint: WebhookEndpoint
  readonly #report: (error: unknown) => void
  readonly #lanes = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  #mode: WebhookMode = 'normal'
  #wokenAgain = false
  #timer: NodeJS.Timeout | undefined
  #timerAtMs = 0

  constructor(tx: Tx, endpoint: WebhookEndpoint, report: (error: unknown) => void) {
    this.#tx = tx
    this.#endpoint = endpoint
    this.#report = report
  }

  mode(): WebhookMode {
    return this.#mode
  }

  setMode(mode: WebhookMode): void {
    this.#mode = mode
    this.wake()
  }

  /** Something was committed: look for due events now. */
  wake(): void {
    if (this.#isStopped() || this.#mode === 'paused') return
    this.#wokenAgain = true
    if (this.#mode === 'reordered') this.#wakeIn(gatherMs)
    else this.#openLane()
  }

  /** Makes these events due now whatever became of them; without ids, all that did not arrive. Returns how many. */
  async redeliver(eventIds?: string[]): Promise<number> {
    const which = eventIds === undefined ? `delivery <> 'delivered'` : 'id = any($2)'
    const rows = await this.#tx.rows(
      `update stripe_simulator.events
       set delivery = 'pending', due_at_ms = $1, first_due_at_ms = $1, attempts = 0
       where ${which} returning id`,
      eventIds === undefined ? [Date.now()] : [Date.now(), eventIds],
    )
    this.wake()
    return rows.length
  }

  /** Stops sending; an attempt under way is cut short, and made again after the next start. */
  async close(): Promise<void> {
    this.#stopping.abort()
    clearTimeout(this.#timer)
    await Promise.all(this.#lanes)
  }

  #isStopped(): boolean {
    return this.#stopping.signal.aborted
  }

  /** Looks again after a pause, or sooner when an earlier look is already set. */
  #wakeIn(delayMs: number): void {
    const atMs = Date.now() + delayMs
    if (this.#timer !== undefined && this.#timerAtMs <= atMs) return
    clearTimeout(this.#timer)
    this.#timerAtMs = atMs
    // timer: it only looks again; what is due and when stands in the database
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#openLane()
    }, delayMs)
    this.#timer.unref()
  }

  #openLane(): void {
    if (this.#isStopped() || this.#lanes.size >= (this.#mode === 'reordered' ? 1 : lanesMax)) return
    const lane: Promise<void> = this.#runLane()
      .catch((error: unknown) => {
        this.#report(error)
        if (!this.#isStopped()) this.#wakeIn(retryFirstMs)
      })
      .finally(() => this.#lanes.delete(lane))
    this.#lanes.add(lane)
  }

  /** Sends due events one after another; each one found opens another lane, up to the limit. */
  async #runLane(): Promise<void> {
    while (!this.#isStopped() && this.#mode !== 'paused') {
      this.#wokenAgain = false
      const event = await claim(this.#tx, this.#mode)
      if (event !== undefined) {
        if (this.#mode !== 'reordered') this.#openLane()
        await this.#deliver(event)
      } else if (!this.#wokenAgain) {
        return this.#sleepUntilDue()
      }
    }
  }

  async #sleepUntilDue(): Promise<void> {
    const next = await this.#tx.row<{ due: number | null }>(
      `select min(due_at_ms) as due from stripe_simulator.events where delivery = 'pending'`,
    )
    const due = next?.due ?? null
    if (due !== null && !this.#isStopped()) this.#wakeIn(Math.max(due - Date.now(), 1))
  }

  async #deliver(event: DueEvent): Promise<void> {
    if (this.#mode === 'dropped') return this.#finish(event, 'dropped', null)
    const failure = await this.#send(event)
    await failpoint('provider:webhook-sent')
    if (this.#isStopped()) return
    if (failure === null) return this.#finish(event, 'delivered', null)
    if (Date.now() - event.first_due_at_ms > abandonAfterMs) return this.#finish(event, 'abandoned', failure)
    const pauseMs = Math.min(retryFirstMs * 2 ** (event.attempts - 1), retryMaxMs)
    const text = 'update stripe_simulator.events set due_at_ms = $2, last_error = $3 where id = $1'
    await this.#tx.rows(text, [event.id, Date.now() + pauseMs, failure])
  }

  async #send(event: DueEvent): Promise<string | null> {
    const copies = this.#mode === 'duplicate' ? 2 : 1
    let failure: string | null = null
    for (let copy = 0; copy < copies && failure === null; copy += 1) {
      failure = await post(this.#endpoint, event.body, this.#stopping.signal)
    }
    return failure
  }

  async #finish(event: DueEvent, delivery: string, error: string | null): Promise<void> {
    const text = 'update stripe_simulator.events set delivery = $2, last_error = $3 where id = $1'
    await this.#tx.rows(text, [event.id, delivery, error])
  }
}

/** Attempts cut short by the end of the process are due at once instead of after their lease. */
async function resumeInterrupted(tx: Tx): Promise<void> {
  const text = `update stripe_simulator.events set due_at_ms = $1 where delivery = 'pending' and due_at_ms > $1`
  await tx.rows(text, [Date.now()])
}

/** Takes the oldest due event, or the newest when out of order is wanted, and leases it for the time an attempt may take. */
async function claim(tx: Tx, mode: WebhookMode): Promise<DueEvent | undefined> {
  return tx.row<DueEvent>(
    `update stripe_simulator.events set attempts = attempts + 1, due_at_ms = $2
     where id = (
       select id from stripe_simulator.events where delivery = 'pending' and due_at_ms <= $1
       order by seq ${mode === 'reordered' ? 'desc' : 'asc'} limit 1 for update skip locked)
     returning id, body, attempts, first_due_at_ms`,
    [Date.now(), Date.now() + leaseMs],
  )
}

/** Posts one signed event; the reason when the receiver did not take it, else null. */
async function post(endpoint: WebhookEndpoint, body: string, stopped: AbortSignal): Promise<string | null> {
  const seconds = Math.floor(Date.now() / 1000)
  const signature = createHmac('sha256', endpoint.secret).update(`${seconds}.${body}`).digest('hex')
  try {
    const response = await fetch(endpoint.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': `t=${seconds},v1=${signature}`,
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)]),
    })
    await response.body?.cancel()
    return response.ok ? null : `status ${response.status}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
