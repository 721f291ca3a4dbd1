/** The connections this process holds, and the beat that keeps them true to the database. */
import type { Context, Sql } from '@ecc/kit'
import type { Connection } from './connection.ts'
import { closesAt, hasRoom, type Room } from './room.ts'
import { type Stay, seeStays } from './stay.ts'

type Joined = Connection & { stay: Stay }

/** Every connection that has joined a room here. */
export class Connections {
  readonly #all = new Set<Connection>()
  readonly #sql: Sql
  readonly #now: () => Date
  readonly #timer: NodeJS.Timeout
  #beating: Promise<void> = Promise.resolve()

  constructor(options: { sql: Sql; now: () => Date; log: Context['log']; beatMs: number }) {
    this.#sql = options.sql
    this.#now = options.now
    const beat = () => {
      for (const connection of this.#all) connection.checkLife()
      // The database may be away for a beat; stays are ended only when four beats are missed.
      this.beat().catch((error: Error) => options.log.warn({ error: error.message }, 'attendance was not moved on'))
    }
    // timer: it looks after connections of this process only; for a process that died, the sweep job does
    this.#timer = setInterval(beat, options.beatMs).unref()
  }

  add(connection: Connection): void {
    this.#all.add(connection)
  }

  delete(connection: Connection): void {
    this.#all.delete(connection)
  }

  /**
   * Moves the attendance of all connections on to now, and catches up on what a lost message between processes would
   * have told: the room was ended, the connection was replaced, the other side came or went.
   */
  beat(): Promise<void> {
    this.#beating = this.#beating.then(
      () => this.#beatOnce(),
      () => this.#beatOnce(), // the one before has told its own caller of its failure
    )
    return this.#beating
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all([...this.#all].map((connection) => connection.shutDown()))
  }

  /** One at a time: two at once would lock the same rows in different orders. */
  async #beatOnce(): Promise<void> {
    const joined = [...this.#all].filter((one): one is Joined => one.stay !== null)
    if (joined.length === 0) return
    const peersBefore = new Map(joined.map((one) => [one, one.peerGeneration]))
    const bookingIds = [...new Set(joined.map((one) => one.stay.bookingId))]
    const stayIds = joined.map((one) => one.stay.id)
    const stillOpen = await seeStays(this.#sql, stayIds, this.#now())
    const rooms = await this.#sql<Room>`select * from rooms where booking_id = any(${bookingIds})`
    const present = await this.#sql<Stay>`select * from stays where booking_id = any(${bookingIds}) and left_at is null`
    for (const one of joined) {
      const room = rooms.find((room) => room.bookingId === one.stay.bookingId)
      const here = present.filter((stay) => stay.bookingId === one.stay.bookingId)
      if (!room || this.#endIfOver(one, room, stillOpen.has(one.stay.id), here)) continue
      // What came meanwhile through the room's channel is newer than what was read.
      if (one.peerGeneration === peersBefore.get(one)) this.#catchUp(one, here)
    }
  }

  #endIfOver(one: Joined, room: Room, isOpen: boolean, here: readonly Stay[]): boolean {
    const { role, generation } = one.stay
    if (!hasRoom(room)) one.end('cancelled', 'The session was cancelled')
    else if (this.#now() >= closesAt(room)) one.end('ended', 'The session is over')
    else if (here.some((stay) => stay.role === role && stay.generation > generation))
      one.end('replaced', 'You joined from another place')
    else if (!isOpen) one.end('shutting-down', 'The connection was lost for a while; please join again')
    else return false
    return true
  }

  #catchUp(one: Joined, here: readonly Stay[]): void {
    const peer = here.find((stay) => stay.role !== one.stay.role)
    if (peer && one.meet(peer.generation)) one.send({ type: 'peer-joined', generation: peer.generation })
    else if (!peer && one.peerGeneration !== null && one.lose(one.peerGeneration)) one.send({ type: 'peer-left' })
  }
}
