/** Tells all processes of a service something at once, best effort: in process, or through Redis across replicas. */
import { EventEmitter } from 'node:events'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'

/** Publishes small JSON values to whoever listens to a channel now; nothing is kept for later. */
export interface FanOut {
  publish(channel: string, value: unknown): void
  /** Answers a function that ends the subscription. */
  subscribe(channel: string, listener: (value: unknown) => void): () => void
  close(): Promise<void>
}

/** Within one process. */
export function localFanOut(): FanOut {
  const emitter = new EventEmitter().setMaxListeners(0)
  return {
    publish: (channel, value) => void emitter.emit(channel, value),
    subscribe(channel, listener) {
      emitter.on(channel, listener)
      return () => void emitter.off(channel, listener)
    },
    close: async () => {},
  }
}

/** Through Redis publish/subscribe. While Redis is away, listeners of this process still hear each other. */
export function redisFanOut(redis: Redis, log: Logger): FanOut {
  const local = localFanOut()
  const origin = crypto.randomUUID()
  const prefix = 'ecc:fan-out:'
  // It may wait: asked before the connection stands, a connection that fails fast would never listen.
  const subscriber = redis.duplicate({
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
    commandTimeout: undefined,
  })
  subscriber.on('error', () => {}) // reported through the publishing connection
  void subscriber
    .psubscribe(`${prefix}*`)
    .catch((error: Error) => log.warn({ error: error.message }, 'fan-out is local only'))
  subscriber.on('pmessage', (_pattern, channel, text) => {
    const message = JSON.parse(text) as { origin: string; value: unknown }
    if (message.origin !== origin) local.publish(channel.slice(prefix.length), message.value)
  })
  return {
    publish(channel, value) {
      local.publish(channel, value)
      redis.publish(prefix + channel, JSON.stringify({ origin, value })).catch((error: Error) => {
        log.warn({ channel, error: error.message }, 'fan-out did not reach the other processes')
      })
    },
    subscribe: local.subscribe,
    async close() {
      subscriber.disconnect()
    },
  }
}
