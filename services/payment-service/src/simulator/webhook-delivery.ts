import { createHmac } from 'node:crypto'
import type pg from 'pg'
import { type Tx, txOn } from './database.ts'

export const webhookModes = ['normal', 'duplicate', 'reordered', 'dropped', 'paused'] as const
type WebhookMode = (typeof webhookModes)[number]

const lanesMax = 4
const timeoutMs = 10_000
const retryFirstMs = 500
const retryMaxMs = 60_000
const abandonAfterMs = 3 * 86_400_000
const gatherMs = 150

/** Where events go. `secret` signs them; the whole text is the key, its `whsec_` included. */
export interface WebhookEndpoint {
  url: string
  secret: string
}

/**
 * Sends events at least once: an event is done only when the receiver answered 2xx, and is due again after a growing
 * pause until then. What is due is a column in the database, so nothing is forgotten when the process is killed.
 * Pauses and signatures follow the machine's clock, because the receiver checks a signature's age by it.
 */
export interface WebhookDelivery {
  /** Something was committed: look for due events now. */
  wake(): void
  mode(): WebhookMode
  setMode(mode: WebhookMode): void
  /** Makes these events due now whatever became of them; without ids, all that did not arrive. Returns how many. */
  redeliver(eventIds?: string[]): Promise<number>
  close(): Promise<void>
}

interface DueEvent {
  id: string
  body: string
  attempts: number
  first_due_at_ms: number
}

export async function startWebhookDelivery(
  pool: pg.Pool,
  endpoint: WebhookEndpoint,
  report: (error: unknown) => void,
): Promise<WebhookDelivery> {
  const tx = txOn(pool)
  const lanes = new Set<Promise<void>>()
  const stopping = new AbortController()
  let mode: WebhookMode = 'normal'
  let wokenAgain = false
  let timer: NodeJS.Timeout | undefined

  function wake(): void {
    if (stopping.signal.aborted || mode === 'paused') return
    wokenAgain = true
    if (mode === 'reordered') wakeIn(gatherMs)
    else if (lanes.size < lanesMax) openLane()
  }

  function wakeIn(delayMs: number): void {
    clearTimeout(timer)
    timer = setTimeout(openLane, delayMs)
    timer.unref()
  }

  function openLane(): void {
    if (stopping.signal.aborted || lanes.size >= (mode === 'reordered' ? 1 : lanesMax)) return
    const lane: Promise<void> = runLane()
      .catch((error) => {
        report(error)
        wakeIn(retryFirstMs)
      })
      .finally(() => lanes.delete(lane))
    lanes.add(lane)
  }

  /** Sends due events one after another; each one found opens another lane, up to the limit. */
  async function runLane(): Promise<void> {
    while (!stopping.signal.aborted && mode !== 'paused') {
      wokenAgain = false
      const event = await claim(tx, mode)
      if (event !== undefined) {
        if (mode !== 'reordered') openLane()
        await deliver(event)
      } else if (!wokenAgain) {
        return sleepUntilDue()
      }
    }
  }

  async function sleepUntilDue(): Promise<void> {
    if (lanes.size > 1) return
    const next = await tx.row<{ due: number | null }>(
      `select min(due_at_ms) as due from stripe_simulator.events where delivery = 'pending'`,
    )
    const due = next?.due ?? null
    if (due !== null && !stopping.signal.aborted) wakeIn(Math.max(due - Date.now(), 1))
  }

  async function deliver(event: DueEvent): Promise<void> {
    if (mode === 'dropped') return finishEvent(event.id, 'dropped', null)
    const copies = mode === 'duplicate' ? 2 : 1
    let failure: string | null = null
    for (let copy = 0; copy < copies && failure === null; copy += 1) {
      failure = await post(endpoint, event.body, stopping.signal)
    }
    if (stopping.signal.aborted) return
    if (failure === null) return finishEvent(event.id, 'delivered', null)
    if (Date.now() - event.first_due_at_ms > abandonAfterMs) return finishEvent(event.id, 'abandoned', failure)
    const pauseMs = Math.min(retryFirstMs * 2 ** (event.attempts - 1), retryMaxMs)
    await tx.rows('update stripe_simulator.events set due_at_ms = $2, last_error = $3 where id = $1', [
      event.id,
      Date.now() + pauseMs,
      failure,
    ])
  }

  async function finishEvent(id: string, delivery: string, error: string | null): Promise<void> {
    const text = 'update stripe_simulator.events set delivery = $2, last_error = $3 where id = $1'
    await tx.rows(text, [id, delivery, error])
  }

  async function redeliver(eventIds?: string[]): Promise<number> {
    const which = eventIds === undefined ? `delivery <> 'delivered'` : 'id = any($2)'
    const rows = await tx.rows(
      `update stripe_simulator.events
       set delivery = 'pending', due_at_ms = $1, first_due_at_ms = $1, attempts = 0
       where ${which} returning id`,
      eventIds === undefined ? [Date.now()] : [Date.now(), eventIds],
    )
    wake()
    return rows.length
  }

  function setMode(next: WebhookMode): void {
    mode = next
    wake()
  }

  async function close(): Promise<void> {
    stopping.abort()
    clearTimeout(timer)
    await Promise.all(lanes)
  }

  await resumeInterrupted(tx)
  wake()
  return { wake, mode: () => mode, setMode, redeliver, close }
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
    [Date.now(), Date.now() + 2 * timeoutMs],
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
