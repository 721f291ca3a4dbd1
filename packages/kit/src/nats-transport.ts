/** Events between processes over NATS JetStream: one stream, a durable consumer per subscribing service and event. */
import {
  AckPolicy,
  type Consumer,
  type JetStreamClient,
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
/** A message comes again when its process was killed; one that works on says so more often. */
const ackWaitSeconds = 10
const workingMs = 3_000
const publishTimeoutMs = 5_000

/** Connects, makes the stream when it is missing, and starts consuming for the receivers of this process. */
export async function natsTransport(options: {
  url: string
  receivers: ReadonlyMap<string, Receiver>
  log: Logger
}): Promise<EventTransport & { status(): 'up' | 'down' }> {
  const connection = await connect({
    servers: options.url.split(','),
    name: 'ecc',
    maxReconnectAttempts: -1,
    reconnectTimeWait: 500,
    timeout: 5_000,
  })
  const manager = await jetstreamManager(connection)
  await ensureStream(manager)
  const client = jetstream(connection)
  const consumers: Awaited<ReturnType<typeof consume>>[] = []
  for (const [service, receiver] of options.receivers) {
    for (const eventName of receiver.eventNames) {
      const name = `${service}--${kebab(eventName)}`
      await manager.consumers.add(stream, {
        durable_name: name,
        filter_subject: subjectOf(eventName),
        ack_policy: AckPolicy.Explicit,
        ack_wait: ackWaitSeconds * nanosecondsPerSecond,
        max_ack_pending: 1, // in order: the next comes when this one is safe in the receiver's database
      })
      consumers.push(await consume(await client.consumers.get(stream, name), receiver, options.log))
    }
  }
  return {
    publish: (message) => publish(client, message),
    status: () => (connection.isClosed() || !isConnected(connection) ? 'down' : 'up'),
    async close() {
      try {
        if (isConnected(connection)) {
          await Promise.all(consumers.map((consumer) => consumer.close()))
          return await connection.drain()
        }
      } catch (error) {
        options.log.warn({ error: (error as Error).message }, 'events were left at a stop; they come again')
      }
      await connection.close()
    },
  }
}

function isConnected(connection: NatsConnection): boolean {
  return (connection as unknown as { protocol?: { connected: boolean } }).protocol?.connected ?? true
}

async function ensureStream(manager: Awaited<ReturnType<typeof jetstreamManager>>): Promise<void> {
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

async function consume(consumer: Consumer, receiver: Receiver, log: Logger) {
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
    callback: (message) => void take(message),
  })
}
