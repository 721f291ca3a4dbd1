/** What the connections of a room tell each other, in whichever process they are. */
import type { ServerSignal } from '@ecc/contracts/video'
import type { Context } from './config.ts'
import type { Present } from './present.ts'

/** Why the server ends a connection. */
export type EndReason = Extract<ServerSignal, { type: 'closed' }>['reason']

/** A message within a room. `userId` of `ended` is who is sent out; null: everybody. */
export type RoomMessage =
  | { kind: 'entered'; who: Present }
  | { kind: 'left'; userId: string; generation: number }
  | { kind: 'relay'; to: string; generation: number; signal: ServerSignal }
  | { kind: 'said'; signal: ServerSignal }
  | { kind: 'ended'; userId: string | null; reason: EndReason; detail: string }

const channelOf = (roomId: string) => `room:${roomId}`

/** Tells everybody in the room. */
export function tellRoom(ctx: Pick<Context, 'fanOut'>, roomId: string, message: RoomMessage): void {
  ctx.fanOut.publish(channelOf(roomId), message)
}

/** Hears what is told in the room, until the answered function is called. */
export function hearRoom(
  ctx: Pick<Context, 'fanOut'>,
  roomId: string,
  listener: (message: RoomMessage) => void,
): () => void {
  return ctx.fanOut.subscribe(channelOf(roomId), (message) => listener(message as RoomMessage))
}
