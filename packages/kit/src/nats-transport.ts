/** Events between processes over NATS JetStream: one stream, a durable consumer per subscribing service and event. */
import { setTimeout as pause } from 'node:timers/promises'
import {
  AckPolicy,
  type Consumer,
  type ConsumerMessages,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
} from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import type { Logger } from 'pino'
import type { EventMessage, EventTransport, Receiver } from './events.ts'
import { kebab } from './service.ts'

const stream = 'ECC'
const subjectOf = (eventName: string) => `ecc.events.${kebab(eventName)}`
const nanosecondsPerSecond = 1_000_000_000
const keepSeconds = 7 * 24 * 3600
/** A message comes again when its process was killed, and all later ones wait for that; one that works on says so more often. */
const ackWaitSeconds = 4
const workingMs = 1_000
/** How long a consumer asks at a time: after two halves without a sign of the server it asks anew. */
const askMs = 10_000
const publishTimeoutMs = 5_000
const connectTimeoutMs = 5_000

const firstRetryMs = 250
const lastRetryMs = 5_000

/** A connection with the stream made and the receivers of this process listening. */
interface Link {
  connection: NatsConnection
  client: JetStreamClient
  consumers: ConsumerMessages[]
}

/**
 * Events over NATS. `start` connects and does not wait for it: while NATS is away, at the start or later, nothing is
 * published, events stay in their outboxes, and `health` says `degraded`.
 */
export function natsTransport(options: {
  url: string
  receivers: () => readonly Receiver[]
  log: Logger
}): EventTransport {
  const stopping = new AbortController()
  let link: Link | undefined
  let connecting: Promise<void> = Promise.resolve()

  async function connectPatiently(): Promise<void> {
    for (let retryMs = firstRetryMs; !stopping.signal.aborted; retryMs = Math.min(retryMs * 2, lastRetryMs)) {
      try {
        link = await openLink(options)
        return options.log.info('events travel over NATS')
      } catch (error) {
        options.log.warn({ error: (error as Error).message, retryMs }, 'NATS is away; events wait')
      }
      await pause(retryMs, undefined, { signal: stopping.signal }).catch(ifStopped)
    }
  }

  const isUp = () => link !== undefined && !link.connection.isClosed() && isConnected(link.connection)
  return {
    start() {
      connecting = connectPatiently()
    },
    async publish(message) {
      if (!link) throw new Error('NATS is away')
      await publish(link.client, message)
    },
    health: () => [
      isUp()
        ? { name: 'nats', status: 'up', detail: '' }
        : { name: 'nats', status: 'degraded', detail: 'away: events wait in the outboxes' },
    ],
    async close() {
      stopping.abort()
      await connecting
      if (link) await closeLink(link, options.log)
    },
  }
}

/** For `.catch()` of a pause that a stop ended. */
function ifStopped(error: Error): void {
  if (error.name !== 'AbortError') throw error
}

/** Connects, makes the stream when it is missing, and starts consuming for the receivers of this process. */
async function openLink(options: { url: string; receivers: () => readonly Receiver[]; log: Logger }): Promise<Link> {
  const connection = await connect({
    servers: options.url.split(','),
    name: 'ecc',
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    timeout: connectTimeoutMs,
  })
  try {
    const manager = await jetstreamManager(connection)
    await ensureStream(manager)
    const client = jetstream(connection)
    const following = options
      .receivers()
      .flatMap((receiver) =>
        receiver.eventNames.map((eventName) => follow({ manager, client, receiver, eventName, log: options.log })),
      )
    return { connection, client, consumers: await Promise.all(following) }
  } catch (error) {
    await connection.close()
    throw error
  }
}

/** Lets a receiver hear one event: what was told while it was away, then what is told now. */
async function follow(options: {
  manager: JetStreamManager
  client: JetStreamClient
  receiver: Receiver
  eventName: string
  log: Logger
}): Promise<ConsumerMessages> {
  const { manager, client, receiver, eventName, log } = options
  const name = `${receiver.service}--${kebab(eventName)}`
  const added = await manager.consumers.add(stream, {
    durable_name: name,
    filter_subject: subjectOf(eventName),
    ack_policy: AckPolicy.Explicit,
    ack_wait: ackWaitSeconds * nanosecondsPerSecond,
    max_ack_pending: 1, // in order: the next comes when this one is safe in the receiver's database
  })
  return consume(client.consumers.getConsumerFromInfo(added), receiver, log)
}

async function closeLink({ connection, consumers }: Link, log: Logger): Promise<void> {
  try {
    if (isConnected(connection)) {
      await Promise.all(consumers.map((consumer) => consumer.close()))
      return await connection.drain()
    }
  } catch (error) {
    log.warn({ error: (error as Error).message }, 'events were left at a stop; they come again')
  }
  await connection.close()
}

function isConnected(connection: NatsConnection): boolean {
  return (connection as unknown as { protocol?: { connected: boolean } }).protocol?.connected ?? true
}

async function ensureStream(manager: JetStreamManager): Promise<void> {
  const config = {
    name: stream,
    subjects: ['ecc.events.>'],
    retention: RetentionPolicy.Limits,
    max_age: keepSeconds * nanosecondsPerSecond,
    duplicate_window: 10 * 60 * nanosecondsPerSecond,
  }
  try {
    await manager.streams.add(config)
  } catch {
    await manager.streams.update(stream, config) // another process made it first; the settings are the same
  }
}

async function publish(client: JetStreamClient, message: EventMessage): Promise<void> {
  await client.publish(subjectOf(message.name), JSON.stringify(message), {
    msgID: message.id,
    timeout: publishTimeoutMs,
  })
}

function consume(consumer: Consumer, receiver: Receiver, log: Logger): Promise<ConsumerMessages> {
  const take = async (message: JsMsg) => {
    const working = setInterval(() => message.working(), workingMs)
    try {
      await receiver.receive(message.json<EventMessage>())
      message.ack()
    } catch (error) {
      log.warn(
        { subject: message.subject, error: (error as Error).message },
        'an event could not be taken in; it comes again',
      )
      message.nak(1_000)
    } finally {
      clearInterval(working)
    }
  }
  return consumer.consume({
    max_messages: 1,
    expires: askMs,
    bind: true, // after a reconnect it asks at once; looking the consumer up first may fail, and waits as long as it asks
    callback: (message) => void take(message),
  })
}
