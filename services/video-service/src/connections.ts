/** The connections this process holds, and the beat that keeps them true to the database. */
import type { Context, Sql } from '@ecc/kit'
import type { Connection } from './connection.ts'
import { seenBy } from './present.ts'
import { findRooms, type Room, roomClosesAt, waysIn } from './room.ts'
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
   * have told: the room was ended, the connection was replaced, others came or went.
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
    // What comes meanwhile through the room's channel is newer than what is read.
    const peersBefore = new Map(joined.map((one) => [one, new Map(one.peers)]))
    const roomIds = [...new Set(joined.map((one) => one.stay.roomId))]
    const stayIds = joined.map((one) => one.stay.id)
    const stillOpen = await seeStays(this.#sql, stayIds, this.#now())
    const rooms = new Map((await findRooms(this.#sql, roomIds)).map((room) => [room.id, room]))
    const present = await this.#sql<Stay>`select * from stays where room_id = any(${roomIds}) and left_at is null`
    const byRoom = Map.groupBy(present, (stay) => stay.roomId)
    for (const one of joined) {
      const room = rooms.get(one.stay.roomId)
      const here = byRoom.get(one.stay.roomId) ?? []
      if (!room || this.#endIfOver(one, room, stillOpen.has(one.stay.id), here)) continue
      catchUp(one, peersBefore.get(one) ?? new Map(), here)
    }
  }

  #endIfOver(one: Joined, room: Room, isOpen: boolean, here: readonly Stay[]): boolean {
    const { userId, generation } = one.stay
    if (waysIn(room, userId).length === 0) one.end('cancelled', 'The session was cancelled')
    else if (this.#now() >= roomClosesAt(room)) one.end('ended', 'The session is over')
    else if (here.some((stay) => stay.userId === userId && stay.generation > generation))
      one.end('replaced', 'You joined from another place')
    else if (!isOpen) one.end('shutting-down', 'The connection was lost for a while; please join again')
    else return false
    return true
  }
}

/** Tells of who came and went without a word; a connection that was met or lost since `before` was read is left as it is. */
function catchUp(one: Joined, before: ReadonlyMap<string, number>, here: readonly Stay[]): void {
  const others = here.filter((stay) => stay.userId !== one.stay.userId)
  for (const other of others)
    if (one.meet(other.userId, other.generation)) one.send({ type: 'peer-joined', ...seenBy(one.stay, other) })
  for (const [userId, generation] of before) {
    const isHere = others.some((stay) => stay.userId === userId)
    if (!isHere && one.lose(userId, generation)) one.send({ type: 'peer-left', from: userId })
  }
}
