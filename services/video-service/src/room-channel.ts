/** What the connections of a room tell each other, in whichever process they are. */
import type { ServerSignal } from '@ecc/contracts/video'
import type { Context } from './config.ts'
import type { Role } from './room.ts'

/** Why the server ends a connection. */
export type EndReason = Extract<ServerSignal, { type: 'closed' }>['reason']

/** A message within a room. */
export type RoomMessage =
  | { kind: 'entered' | 'left'; role: Role; generation: number }
  | { kind: 'relay'; to: Role; generation: number; signal: ServerSignal }
  | { kind: 'said'; signal: ServerSignal }
  | { kind: 'ended'; reason: EndReason; detail: string }

const channelOf = (bookingId: string) => `room:${bookingId}`

/** Tells everybody in the room. */
export function tellRoom(ctx: Pick<Context, 'fanOut'>, bookingId: string, message: RoomMessage): void {
  ctx.fanOut.publish(channelOf(bookingId), message)
}

/** Hears what is told in the room, until the answered function is called. */
export function hearRoom(
  ctx: Pick<Context, 'fanOut'>,
  bookingId: string,
  listener: (message: RoomMessage) => void,
): () => void {
  return ctx.fanOut.subscribe(channelOf(bookingId), (message) => listener(message as RoomMessage))
}
