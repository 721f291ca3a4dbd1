import type { LiveMessage } from '@ecc/contracts/notifications'
import type { WebSocket } from 'ws'

const maxSocketsPerPerson = 10
const maxBufferedBytes = 256 * 1024

/** Close codes of our own (RFC 6455, 7.4.2): the browser opens a new connection on `renew`, and none on `tooMany`. */
export const closeCodes = { renew: 4000, tooMany: 4001 } as const

interface Live {
  socket: WebSocket
  openedAt: number
  heard: boolean
}

/**
 * The live connections this process holds, by person. At most ten each: the oldest makes room. One that shows no life
 * between two pings, reads too slowly, or is older than the access token's login may be, is ended.
 */
export class LiveSockets {
  readonly #byPerson = new Map<string, Set<Live>>()
  readonly #maxAgeMs: number
  readonly #now: () => Date
  readonly #timer: NodeJS.Timeout
  readonly #log: { debug(fields: object, message: string): void }

  constructor(options: {
    pingMs: number
    maxMinutes: number
    now: () => Date
    log: { debug(fields: object, message: string): void }
  }) {
    this.#maxAgeMs = options.maxMinutes * 60_000
    this.#now = options.now
    this.#log = options.log
    // timer: it looks after connections of this process only, and dies with them
    this.#timer = setInterval(() => this.#checkLife(), options.pingMs).unref()
  }

  /** Takes a connection in; it leaves by itself when it closes. */
  add(userId: string, socket: WebSocket): void {
    const own = this.#byPerson.get(userId) ?? new Set<Live>()
    const live: Live = { socket, openedAt: this.#now().getTime(), heard: true }
    this.#byPerson.set(userId, own.add(live))
    if (own.size > maxSocketsPerPerson) this.#drop(own)
    socket.on('pong', () => {
      live.heard = true
    })
    socket.on('error', (error) => this.#log.debug({ userId, error: error.message }, 'live connection failed'))
    socket.on('close', () => {
      own.delete(live)
      if (own.size === 0 && this.#byPerson.get(userId) === own) this.#byPerson.delete(userId)
    })
  }

  /** How many connections a person has here. */
  count(userId: string): number {
    return this.#byPerson.get(userId)?.size ?? 0
  }

  close(): void {
    clearInterval(this.#timer)
    for (const own of this.#byPerson.values()) for (const { socket } of own) socket.close(1001, 'shutting down')
  }

  #drop(own: Set<Live>): void {
    const [oldest] = own
    if (!oldest) return
    own.delete(oldest)
    oldest.socket.close(closeCodes.tooMany, 'too many connections')
  }

  #checkLife(): void {
    const oldestAllowed = this.#now().getTime() - this.#maxAgeMs
    for (const own of this.#byPerson.values()) {
      for (const live of own) {
        if (!live.heard) live.socket.terminate()
        else if (live.openedAt < oldestAllowed) live.socket.close(closeCodes.renew, 'open a new connection')
        else {
          live.heard = false
          live.socket.ping()
        }
      }
    }
  }
}

/** The fan-out channel of a person's live messages. */
export function liveChannel(userId: string): string {
  return `live:${userId}`
}

/** Sends one message; ends a connection that reads too slowly instead of piling messages up for it. */
export function deliver(socket: WebSocket, message: LiveMessage): void {
  if (socket.readyState !== socket.OPEN) return
  if (socket.bufferedAmount > maxBufferedBytes) socket.terminate()
  else socket.send(JSON.stringify(message))
}
