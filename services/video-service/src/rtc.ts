import type { ClientSignal } from '@ecc/contracts/video'
import { socket } from '@ecc/kit'
import { addChat } from './chat.ts'
import type { Context } from './config.ts'
import { Connection } from './connection.ts'
import { enterRoom, leaveRoom } from './enter-room.ts'
import { seenBy } from './present.ts'
import { hearRoom, type RoomMessage, tellRoom } from './room-channel.ts'
import type { Stay } from './stay.ts'
import { readTicket } from './ticket.ts'

/** WebSocket `/rtc`: the signalling of a room. The first message is `join` with a ticket; then all who are there are joined, each with each. */
export const rtc = socket(
  { path: '/rtc', access: 'public', maxPayloadBytes: 64 * 1024 },
  async ({ socket }, ctx: Context) => {
    // timer: it belongs to one open connection and dies with it
    const timer = setTimeout(() => connection.end('refused', 'No ticket was shown'), ctx.config.RTC_JOIN_TIMEOUT_MS)
    let stopHearing = () => {}
    const connection: Connection = new Connection(
      socket,
      {
        async receive(signal) {
          if (connection.stay) return converse(connection, connection.stay, signal, ctx)
          clearTimeout(timer)
          stopHearing = await join(connection, signal, ctx)
        },
        async gone() {
          clearTimeout(timer)
          stopHearing()
          ctx.resources.connections.delete(connection)
          if (connection.stay) await leaveRoom(ctx, connection.stay)
        },
      },
      ctx,
    )
  },
)

/** Lets a connection in, or refuses it. Answers how to stop hearing the room. */
async function join(connection: Connection, signal: ClientSignal, ctx: Context): Promise<() => void> {
  const nothing = () => {}
  const ticket =
    signal.type === 'join' ? readTicket(ctx.config.ROOM_TICKET_SECRET, signal.ticket, ctx.now()) : undefined
  if (!ticket) {
    refuse(connection)
    return nothing
  }
  // Hear before entering, and answer after: nothing that happens in between is missed or comes before `joined`.
  const early: RoomMessage[] = []
  let hear: (message: RoomMessage) => void = (message) => early.push(message)
  const stop = hearRoom(ctx, ticket.roomId, (message) => hear(message))
  const entrance = await enterRoom(ctx, ticket).catch((error: Error) => {
    stop()
    throw error
  })
  if (!entrance) {
    stop()
    refuse(connection)
    return nothing
  }
  const { stay, others, chat } = entrance
  connection.stay = stay
  ctx.resources.connections.add(connection)
  for (const { userId, generation } of others) connection.meet(userId, generation)
  const peers = others.map((other) => seenBy(stay, other))
  connection.send({ type: 'joined', generation: stay.generation, peers, chat })
  hear = (message) => obey(connection, stay, message, ctx)
  for (const message of early) hear(message)
  return stop
}

function refuse(connection: Connection): void {
  connection.end('refused', 'This ticket is not valid (any more); ask for a new one')
}

/** Passes on what a browser sends. */
async function converse(connection: Connection, stay: Stay, signal: ClientSignal, ctx: Context): Promise<void> {
  const { roomId, userId: from } = stay
  switch (signal.type) {
    case 'join':
      return connection.end('refused', 'You have joined already')
    case 'leave':
      return connection.part()
    case 'chat': {
      const said = { from, name: stay.card.displayName, text: signal.text, at: ctx.now().toISOString() }
      await ctx.sql.begin((tx) => addChat(tx, roomId, said))
      return tellRoom(ctx, roomId, { kind: 'said', signal: { type: 'chat', ...said } })
    }
    case 'media':
      connection.lastMedia = signal
      for (const [to, generation] of connection.peers) tellMedia(connection, stay, { to, generation }, ctx)
      return
    case 'description':
    case 'candidate': {
      const { to, generation, ...what } = signal
      const message = { ...what, from, generation: stay.generation }
      return tellRoom(ctx, roomId, { kind: 'relay', to, generation, signal: message })
    }
  }
}

/** What somebody has on, to one of the others. */
function tellMedia(connection: Connection, stay: Stay, to: { to: string; generation: number }, ctx: Context): void {
  if (!connection.lastMedia) return
  tellRoom(ctx, stay.roomId, { kind: 'relay', ...to, signal: { ...connection.lastMedia, from: stay.userId } })
}

/** Does what the room tells a connection. What is meant for an earlier connection is of no use to a later. */
function obey(connection: Connection, stay: Stay, message: RoomMessage, ctx: Context): void {
  switch (message.kind) {
    case 'entered': {
      const { userId, generation } = message.who
      if (userId === stay.userId) {
        if (generation > stay.generation) connection.end('replaced', 'You joined from another place')
      } else if (connection.meet(userId, generation)) {
        connection.send({ type: 'peer-joined', ...seenBy(stay, message.who) })
        tellMedia(connection, stay, { to: userId, generation }, ctx)
      }
      return
    }
    case 'left':
      if (connection.lose(message.userId, message.generation))
        connection.send({ type: 'peer-left', from: message.userId })
      return
    case 'relay':
      if (message.to === stay.userId && message.generation === stay.generation) connection.send(message.signal)
      return
    case 'said':
      return connection.send(message.signal)
    case 'ended':
      if (message.userId === null || message.userId === stay.userId) connection.end(message.reason, message.detail)
      return
  }
}
