/** The signalling connection of a room: joins with a fresh ticket, comes back by itself, and says when it is over. */
import { bookingNotFound } from '@ecc/contracts/bookings'
import { notAllowed, notSignedIn } from '@ecc/contracts/problems'
import { type ClientSignal, noRoom, type RoomAccess, roomNotOpen, type ServerSignal } from '@ecc/contracts/video'
import { readSignal } from './server-signal.ts'

type Closed = Extract<ServerSignal, { type: 'closed' }>

/** Why there is no way back: what the server said, or that there is no room (any more, or yet) for this person. */
export type RoomEnd = { reason: Exclude<Closed['reason'], 'shutting-down'> | 'not-open' | 'no-room'; detail: string }

/** `retrying` covers the waits between attempts as well as the attempts. */
export type SignallingState = 'connecting' | 'joined' | 'retrying' | 'ended'

export interface SignallingOptions {
  /** Asks for a ticket; it is good for one join. */
  getAccess: () => Promise<RoomAccess>
  onAccess: (access: RoomAccess) => void
  onSignal: (signal: ServerSignal) => void
  onState: (state: SignallingState) => void
  onEnd: (end: RoomEnd) => void
  openSocket?: () => WebSocket
  random?: () => number
}

const firstWaitMs = 500
const lastWaitMs = 10_000
const answerWithinMs = 8_000
/** A fresh ticket refused so often in a row will not be taken the next time either. */
const maxRefusals = 3

/** How long to wait before an attempt, by the number of failures in a row; `random` is from 0 to 1. */
export function waitBeforeMs(failures: number, random: number): number {
  const full = Math.min(firstWaitMs * 2 ** (failures - 1), lastWaitMs)
  return Math.round(full * (0.75 + random / 2))
}

/** One per visit to a room: `start`, then `send` while joined, `stop` at the end. */
export class Signalling {
  readonly #options: SignallingOptions
  #state: SignallingState = 'connecting'
  #socket: WebSocket | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  #refusals = 0
  /** Counts attempts, so that a late answer to an earlier one is left aside. */
  #attempt = 0

  constructor(options: SignallingOptions) {
    this.#options = options
  }

  get isJoined(): boolean {
    return this.#state === 'joined'
  }

  start(): void {
    void this.#connect()
  }

  /** False when the message could not be sent: while not joined nothing is kept for later. */
  send(signal: ClientSignal): boolean {
    if (!this.isJoined || this.#socket?.readyState !== 1) return false
    this.#socket.send(JSON.stringify(signal))
    return true
  }

  /** Drops the connection and joins anew at once, e.g. when the network is back or the media does not come up. */
  reconnect(): void {
    if (this.#state === 'ended') return
    this.#drop()
    this.#setState('retrying')
    void this.#connect()
  }

  /** Leaves the room. */
  stop(): void {
    this.send({ type: 'leave' })
    this.#drop()
    this.#setState('ended')
  }

  async #connect(): Promise<void> {
    const attempt = ++this.#attempt
    try {
      const access = await this.#options.getAccess()
      if (attempt !== this.#attempt) return
      this.#options.onAccess(access)
      this.#open(access.ticket)
    } catch (error) {
      if (attempt !== this.#attempt) return
      const end = endOf(error)
      if (end) this.#end(end)
      else this.#retryLater()
    }
  }

  #open(ticket: string): void {
    const socket = (this.#options.openSocket ?? openSocket)()
    this.#socket = socket
    const isCurrent = () => this.#socket === socket
    this.#timer = setTimeout(() => isCurrent() && this.#retryLater(), answerWithinMs)
    socket.addEventListener('open', () => {
      if (isCurrent()) socket.send(JSON.stringify({ type: 'join', ticket } satisfies ClientSignal))
    })
    socket.addEventListener('message', (event) => {
      const signal = isCurrent() ? readSignal(String(event.data)) : undefined
      if (signal) this.#take(signal)
    })
    socket.addEventListener('close', () => isCurrent() && this.#retryLater())
  }

  #take(signal: ServerSignal): void {
    if (signal.type === 'closed') return this.#leaveFor(signal)
    if (signal.type === 'joined') {
      clearTimeout(this.#timer)
      this.#failures = this.#refusals = 0
      this.#setState('joined')
    }
    this.#options.onSignal(signal)
  }

  #leaveFor({ reason, detail }: Closed): void {
    if (reason === 'shutting-down') return this.#retryLater()
    if (reason === 'refused' && ++this.#refusals < maxRefusals) return this.#retryLater()
    this.#end({ reason, detail })
  }

  #retryLater(): void {
    if (this.#state === 'ended') return
    this.#drop()
    this.#failures++
    this.#setState('retrying')
    const random = this.#options.random ?? Math.random
    this.#timer = setTimeout(() => void this.#connect(), waitBeforeMs(this.#failures, random()))
  }

  #end(end: RoomEnd): void {
    this.#drop()
    this.#setState('ended')
    this.#options.onEnd(end)
  }

  /** Lets go of the connection and of any attempt under way. */
  #drop(): void {
    this.#attempt++
    clearTimeout(this.#timer)
    const socket = this.#socket
    this.#socket = null
    socket?.close()
  }

  #setState(state: SignallingState): void {
    if (this.#state === state) return
    this.#state = state
    this.#options.onState(state)
  }
}

function openSocket(): WebSocket {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  return new WebSocket(`${scheme}://${location.host}/rtc`, ['ecc'])
}

/** Problems that asking again does not mend. */
function endOf(error: unknown): RoomEnd | undefined {
  if (roomNotOpen.is(error)) return { reason: 'not-open', detail: error.title }
  const final = [noRoom, bookingNotFound, notSignedIn, notAllowed].find((problem) => problem.is(error))
  return final && { reason: 'no-room', detail: final.title }
}
