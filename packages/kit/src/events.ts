/**
 * Events: a row in the sender's outbox, written with the fact itself; a relay that publishes it; a receiver whose inbox
 * makes repeats harmless. At least once, in order per aggregate. Transport: this process, or NATS JetStream.
 */
import type { Event } from '@ecc/contracts/define'
import type { Logger } from 'pino'
import { Compile, type Validator } from 'typebox/compile'
import type { Clock } from './clock.ts'
import { failpoint } from './failpoint.ts'
import { type Context, type Delivery, type DependencyHealth, kebab, type Subscription } from './service.ts'
import { apartFromTransaction, type Sql, type Tx } from './sql.ts'
import { inSpan } from './trace.ts'

/** An event on its way. `sequence` counts within the sending service. */
export interface EventMessage {
  id: string
  sequence: number
  sender: string
  name: string
  aggregateId: string
  payload: unknown
  occurredAt: string
  trace: string | null
}

/** Takes events out of a service, and to those that follow them. */
export interface EventTransport {
  /** Every receiver of this process is there: events may come in. Before, none is published. */
  start(): void
  /** Resolves once the event is safe with the receivers or in the stream; throws while it can be neither. */
  publish(message: EventMessage): Promise<void>
  /** What it leans on, for `/health`. */
  health(): DependencyHealth[]
  close(): Promise<void>
}

/** Writes an event into the outbox of a transaction. */
export async function writeEvent(
  tx: Tx,
  event: Event,
  payload: unknown,
  details: { id: string; aggregateId: string; now: Date; trace: string | null },
) {
  await tx`insert into outbox (id, name, aggregate_id, payload, occurred_at, trace)
           values (${details.id}, ${event.name}, ${details.aggregateId}, ${tx.json(payload)}, ${details.now}, ${details.trace})`
}

const batchSize = 100
const concurrentAggregates = 8
const idlePollMs = 2_000
const retryMs = 500

/** Publishes a service's outbox, in order per aggregate. One process at a time does it; the others stand by. */
export class Relay {
  readonly #sender: string
  readonly #sql: Sql
  readonly #transport: EventTransport
  readonly #clock: Clock
  readonly #log: Logger
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #again = false
  #stopped = false

  constructor(options: { sender: string; sql: Sql; transport: EventTransport; clock: Clock; log: Logger }) {
    this.#sender = options.sender
    this.#sql = options.sql
    this.#transport = options.transport
    this.#clock = options.clock
    this.#log = options.log
  }

  /** Something was committed, or time has passed: publish what there is. */
  wake(): void {
    if (this.#stopped) return
    if (this.#running) {
      this.#again = true
      return
    }
    clearTimeout(this.#timer)
    this.#running = this.#drain().finally(() => {
      this.#running = undefined
      if (this.#again) {
        this.#again = false
        this.wake()
      }
    })
  }

  /** Resolves when nothing is being published. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.idle()
  }

  async #drain(): Promise<void> {
    let delayMs = idlePollMs
    try {
      while (!this.#stopped && (await this.#publishBatch()) === batchSize);
    } catch (error) {
      delayMs = retryMs
      this.#log.warn(
        { sender: this.#sender, error: (error as Error).message },
        'events wait: they could not be published',
      )
    }
    if (!this.#stopped) this.#timer = setTimeout(() => this.wake(), delayMs).unref()
  }

  async #publishBatch(): Promise<number> {
    return this.#sql.begin(async (tx) => {
      const { mine } = await tx.one<{
        mine: boolean
      }>`select pg_try_advisory_xact_lock(hashtext(current_schema() || '.outbox')) as mine`
      if (!mine) return 0
      const rows = await tx<EventMessage>`
        select id, sequence, name, aggregate_id, payload, occurred_at, trace from outbox
        where published_at is null order by sequence limit ${batchSize}`
      const published: string[] = []
      const failures = await eachAggregate(rows, async (row) => {
        await apartFromTransaction(() => this.#transport.publish({ ...row, sender: this.#sender }))
        await failpoint('outbox:published')
        published.push(row.id)
      })
      if (published.length > 0)
        await tx`update outbox set published_at = ${this.#clock.now()} where id = any(${published})`
      if (failures.length > 0)
        this.#log.warn({ sender: this.#sender, error: failures[0]?.message }, 'an event could not be published')
      return failures.length > 0 ? 0 : rows.length
    })
  }
}

/** Runs `publish` over the rows: one after the other within an aggregate (stopping at a failure), aggregates side by side. */
async function eachAggregate(
  rows: readonly EventMessage[],
  publish: (row: EventMessage) => Promise<void>,
): Promise<Error[]> {
  const aggregates = [...Map.groupBy(rows, (row) => row.aggregateId).values()]
  const failures: Error[] = []
  const worker = async () => {
    for (let rows = aggregates.shift(); rows; rows = aggregates.shift()) {
      try {
        for (const row of rows) await publish(row)
      } catch (error) {
        failures.push(error as Error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrentAggregates, aggregates.length) }, worker))
  return failures
}

const longestTimerMs = 60_000
/** A pause grows by half: what waits for a service that is back waits for half as long again as it was away, at most. */
const parkedGrowth = 1.5
const longestParkedMs = 15 * 60_000

/** A subscription with its name in the inbox and the check of its payload. */
interface Entry {
  name: string
  subscription: Subscription
  check: (payload: unknown) => boolean
}

/** A service's ear: runs its subscriptions, keeps what failed and tries it again, in order per aggregate. */
export class Receiver {
  readonly #service: string
  readonly #sql: Sql
  readonly #clock: Clock
  readonly #log: Logger
  readonly #context: Context
  readonly #subscriptions: readonly Entry[]

  constructor(options: {
    service: string
    subscriptions: readonly Subscription[]
    sql: Sql
    clock: Clock
    log: Logger
    context: Context
  }) {
    this.#service = options.service
    this.#sql = options.sql
    this.#clock = options.clock
    this.#log = options.log
    this.#context = options.context
    this.#subscriptions = options.subscriptions.map((subscription, index) => {
      const { name } = subscription.event
      if (options.subscriptions.findIndex(({ event }) => event.name === name) !== index)
        throw new Error(`${options.service} follows ${name} twice: do both in one subscription`)
      let schema: Validator | undefined
      const check = (payload: unknown) => (schema ??= Compile(subscription.event.payload)).Check(payload)
      return { name: kebab(name), subscription, check }
    })
  }

  /** The service whose ear this is. */
  get service(): string {
    return this.#service
  }

  /** The names of the events this service follows. */
  get eventNames(): string[] {
    return this.#subscriptions.map(({ subscription }) => subscription.event.name)
  }

  /** Runs every subscription to this event; what fails is parked, so this resolves once the event is safe here. */
  async receive(message: EventMessage): Promise<void> {
    for (const entry of this.#subscriptions) {
      if (entry.subscription.event.name !== message.name) continue
      const waiting = await this.#sql.first`
        select from parked_events where subscription = ${entry.name} and aggregate_id = ${message.aggregateId} and sequence < ${message.sequence} limit 1`
      if (waiting)
        await this.#park(entry.name, message, new Error('waits for an earlier event of the same aggregate'), 0)
      else await this.#attempt(entry, message)
    }
  }

  /** Runs one event and throws what its subscription throws; for tests. */
  async receiveOrThrow(message: EventMessage): Promise<void> {
    for (const entry of this.#subscriptions)
      if (entry.subscription.event.name === message.name) await this.#run(entry, message)
  }

  /** Tries parked events whose time has come, each aggregate's in order, until one fails. Answers how many were tried. */
  async retryParked(): Promise<number> {
    let tried = 0
    for (;;) {
      const due = await this.#parkedAndDue()
      if (due.length === 0) return tried
      for (const { subscription, message, attempts } of due) {
        const entry = this.#subscriptions.find(({ name }) => name === subscription)
        if (entry) await this.#attempt(entry, message, { attempts })
      }
      tried += due.length
    }
  }

  /** Tries at once what an earlier process parked: it was ended before its time came. Never throws. */
  async resume(): Promise<void> {
    try {
      await this
        .#sql`update parked_events set next_attempt_at = ${this.#clock.now()} where next_attempt_at > ${this.#clock.now()}`
      await this.retryParked()
    } catch (error) {
      this.#log.warn({ service: this.#service, error: String(error) }, 'parked events wait')
    }
  }

  /** The first parked event of each aggregate, where its time has come. */
  #parkedAndDue() {
    return this.#sql<{ subscription: string; message: EventMessage; attempts: number }>`
      select subscription, message, attempts from parked_events p
      where next_attempt_at <= ${this.#clock.now()} and subscription = any(${this.#subscriptions.map(({ name }) => name)})
      and not exists (select from parked_events e where e.subscription = p.subscription and e.aggregate_id = p.aggregate_id and e.sequence < p.sequence)
      order by sequence limit 100`
  }

  async #attempt(entry: Entry, message: EventMessage, parked?: { attempts: number }): Promise<void> {
    try {
      await this.#run(entry, message)
      await failpoint('inbox:committed')
      if (parked) await this.#unpark(entry.name, message.id)
    } catch (error) {
      await this.#park(entry.name, message, error as Error, (parked?.attempts ?? 0) + 1)
    }
  }

  async #run(entry: Entry, message: EventMessage): Promise<void> {
    if (!entry.check(message.payload)) throw new Error(`the payload of ${message.name} does not match its contract`)
    const once = (work: (tx: Tx) => Promise<void>) =>
      this.#sql.begin(async (tx) => {
        const claimed = await tx.first`
          insert into inbox (event_id, subscription, processed_at) values (${message.id}, ${entry.name}, ${this.#clock.now()})
          on conflict do nothing returning event_id`
        if (!claimed) return
        await work(tx)
        await failpoint('inbox:followed')
      })
    const delivery: Delivery<Event> = { id: message.id, payload: message.payload, occurredAt: message.occurredAt, once }
    const span = {
      service: this.#service,
      kind: 'consumer' as const,
      name: message.name,
      attributes: { sender: message.sender },
    }
    const begun = { requestId: `${entry.name}-${message.id}`, traceparent: message.trace }
    await inSpan(span, begun, () => entry.subscription.receive(delivery, this.#context))
  }

  async #park(subscription: string, message: EventMessage, error: Error, attempts: number): Promise<void> {
    const delayMs = Math.min(1_000 * parkedGrowth ** attempts, longestParkedMs)
    this.#log.error(
      { service: this.#service, event: message.name, id: message.id, attempts, error: error.stack },
      'an event is tried again later',
    )
    await this.#sql`
      insert into parked_events (event_id, subscription, sequence, aggregate_id, message, attempts, next_attempt_at, last_error)
      values (${message.id}, ${subscription}, ${message.sequence}, ${message.aggregateId}, ${this.#sql.json(message)}, ${attempts},
              ${new Date(this.#clock.now().getTime() + delayMs)}, ${error.message})
      on conflict (event_id, subscription) do update
      set attempts = excluded.attempts, next_attempt_at = excluded.next_attempt_at, last_error = excluded.last_error`
    this.#retryIn(delayMs)
  }

  /** A passing fault costs seconds; what is parked for longer, or by a process that ended, waits for the minute's job. */
  #retryIn(delayMs: number): void {
    if (delayMs > longestTimerMs) return
    const retry = () =>
      this.retryParked().catch((error: unknown) =>
        this.#log.warn({ service: this.#service, error: String(error) }, 'parked events wait'),
      )
    // timer: it only looks again; what is parked and until when stands in the database
    setTimeout(() => void retry(), delayMs).unref()
  }

  async #unpark(subscription: string, id: string): Promise<void> {
    await this.#sql`delete from parked_events where event_id = ${id} and subscription = ${subscription}`
  }
}

/** Hands events to the receivers of this process. */
export function localTransport(receivers: () => readonly Receiver[]): EventTransport {
  let started = false
  return {
    start: () => {
      started = true
    },
    async publish(message) {
      if (!started) throw new Error('not every service of this process is open yet')
      for (const receiver of receivers()) await receiver.receive(message)
    },
    health: () => [],
    close: async () => {},
  }
}
