/** One browser's signalling connection: checked and metered on the way in, bounded on the way out. */
import { ClientSignal, type ServerSignal } from '@ecc/contracts/video'
import type { Context } from '@ecc/kit'
import { Compile } from 'typebox/compile'
import type { RawData, WebSocket } from 'ws'
import type { EndReason } from './room-channel.ts'
import type { Stay } from './stay.ts'

/** Close codes (RFC 6455, 7.4.2) that go with the reasons of `closed`. A browser joins again after 1012 only. */
export const closeCodes: Record<EndReason, number> = {
  ended: 4000,
  replaced: 4001,
  cancelled: 4002,
  refused: 4003,
  'shutting-down': 1012,
}

const schema = Compile(ClientSignal)
const maxBufferedBytes = 1024 * 1024
const maxQueued = 300
/**
 * A connection between two browsers is set up by some dozens of messages in a second, and after that few come. Whoever enters
 * a full room sets up eight.
 */
const burst = 600
const refillPerSecond = 40

type Media = Extract<ClientSignal, { type: 'media' }>

/** What a connection does with what comes. */
export interface ConnectionHandlers {
  /** One message after the other. A throw ends the connection. */
  receive(signal: ClientSignal): Promise<void>
  /** Runs once, after everything received before. */
  gone(): Promise<void>
}

/** A connection to a room; `stay` is set once it has joined. */
export class Connection {
  stay: Stay | null = null
  lastMedia: Media | null = null
  readonly #peers = new Map<string, number>()
  readonly #highest = new Map<string, number>()
  #heard = true
  #ended = false
  #isGone = false
  #tokens = burst
  #metered: number
  #queued = 0
  #queue: Promise<void> = Promise.resolve()
  readonly #socket: WebSocket
  readonly #handlers: ConnectionHandlers
  readonly #ctx: Pick<Context, 'now' | 'log'>

  constructor(socket: WebSocket, handlers: ConnectionHandlers, ctx: Pick<Context, 'now' | 'log'>) {
    this.#socket = socket
    this.#handlers = handlers
    this.#ctx = ctx
    this.#metered = ctx.now().getTime()
    socket.on('message', (data, isBinary) => this.#take(data, isBinary))
    socket.on('pong', () => {
      this.#heard = true
    })
    socket.on('close', () => this.#leave())
  }

  /** The others who are there, by person: the generation of their connection. */
  get peers(): ReadonlyMap<string, number> {
    return this.#peers
  }

  /** Somebody is there with this connection; false when that was known, or is older than what is known. */
  meet(userId: string, generation: number): boolean {
    if (generation <= (this.#highest.get(userId) ?? 0)) return false
    this.#peers.set(userId, generation)
    this.#highest.set(userId, generation)
    return true
  }

  /** Somebody's connection of this generation has gone; false when a newer one is there, or none was. */
  lose(userId: string, generation: number): boolean {
    return this.#peers.get(userId) === generation && this.#peers.delete(userId)
  }

  send(signal: ServerSignal): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    if (this.#socket.bufferedAmount > maxBufferedBytes) this.#socket.terminate()
    else this.#socket.send(JSON.stringify(signal))
  }

  /** Says why, and closes. */
  end(reason: EndReason, detail: string): void {
    if (this.#ended) return
    this.#ended = true
    this.send({ type: 'closed', reason, detail })
    this.#socket.close(closeCodes[reason], reason)
  }

  /** Closes at the browser's own wish. */
  part(): void {
    this.#ended = true
    this.#socket.close(1000)
  }

  /** Ends a connection that gave no sign of life since the last check, and asks the others for one. */
  checkLife(): void {
    if (!this.#heard) return this.#socket.terminate()
    this.#heard = false
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping()
  }

  /** Ends the connection and resolves once everything it had to do is done. */
  async shutDown(): Promise<void> {
    this.end('shutting-down', 'The server is restarting')
    this.#leave()
    await this.#queue
  }

  #take(data: RawData, isBinary: boolean): void {
    if (this.#ended) return
    if (!this.#isWithinRate()) return this.end('refused', 'Too many messages')
    const signal = isBinary ? undefined : parse((data as Buffer).toString())
    if (!signal) return this.end('refused', 'That message is not understood')
    if (this.#queued >= maxQueued) return this.end('refused', 'Too many messages at once')
    this.#enqueue(async () => {
      if (!this.#ended) await this.#handlers.receive(signal)
    })
  }

  #isWithinRate(): boolean {
    const now = this.#ctx.now().getTime()
    const refill = (Math.max(0, now - this.#metered) / 1000) * refillPerSecond
    this.#tokens = Math.min(burst, this.#tokens + refill) - 1
    this.#metered = now
    return this.#tokens >= 0
  }

  #leave(): void {
    this.#ended = true
    if (this.#isGone) return
    this.#isGone = true
    this.#enqueue(() => this.#handlers.gone())
  }

  #enqueue(work: () => Promise<void>): void {
    this.#queued++
    this.#queue = this.#queue.then(work).then(
      () => void this.#queued--,
      (error: Error) => {
        this.#queued--
        this.#ctx.log.error({ roomId: this.stay?.roomId, error: error.stack }, 'a room connection failed')
        this.end('shutting-down', 'Something went wrong on our side; please join again')
      },
    )
  }
}

function parse(text: string): ClientSignal | undefined {
  try {
    const signal: unknown = JSON.parse(text)
    return schema.Check(signal) ? signal : undefined
  } catch {
    return undefined // not JSON: refused like any other message that is not understood
  }
}
