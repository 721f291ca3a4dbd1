import type { ClientSignal, ServerSignal } from '@ecc/contracts/video'
import { socket } from '@ecc/kit'
import { addChat } from './chat.ts'
import type { Context } from './config.ts'
import { Connection } from './connection.ts'
import { enterRoom, leaveRoom } from './enter-room.ts'
import { hearRoom, type RoomMessage, tellRoom } from './room-channel.ts'
import { readTicket } from './ticket.ts'

/** WebSocket `/rtc`: the signalling of a room. The first message is `join` with a ticket; then the two sides are joined. */
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
          if (connection.stay) return converse(connection, signal, ctx)
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
  const stop = hearRoom(ctx, ticket.bookingId, (message) => hear(message))
  const entrance = await enterRoom(ctx, ticket).catch((error: Error) => {
    stop()
    throw error
  })
  if (!entrance) {
    stop()
    refuse(connection)
    return nothing
  }
  const { stay, peerGeneration, chat } = entrance
  connection.stay = stay
  ctx.resources.connections.add(connection)
  if (peerGeneration !== null) connection.meet(peerGeneration)
  const peerPresent = peerGeneration !== null
  connection.send({ type: 'joined', polite: stay.role === 'player', generation: stay.generation, peerPresent, chat })
  hear = (message) => obey(connection, message, ctx)
  for (const message of early) hear(message)
  return stop
}

function refuse(connection: Connection): void {
  connection.end('refused', 'This ticket is not valid (any more); ask for a new one')
}

/** Passes on what a browser sends. */
async function converse(connection: Connection, signal: ClientSignal, ctx: Context): Promise<void> {
  const stay = connection.stay
  if (!stay) throw new Error('only who has joined converses')
  switch (signal.type) {
    case 'join':
      return connection.end('refused', 'You have joined already')
    case 'leave':
      return connection.part()
    case 'chat': {
      const said = { from: stay.userId, text: signal.text, at: ctx.now().toISOString() }
      await ctx.sql.begin((tx) => addChat(tx, stay.bookingId, said))
      return tellRoom(ctx, stay.bookingId, { kind: 'said', signal: { type: 'chat', ...said } })
    }
    case 'media':
      connection.lastMedia = signal
      return relay(connection, signal, ctx)
    case 'description':
    case 'candidate':
      return relay(connection, signal, ctx)
  }
}

/** To the connection of the other side that this one knows of; what is meant for an earlier one is of no use to a later. */
function relay(connection: Connection, signal: ServerSignal, ctx: Context): void {
  const { stay, peerGeneration } = connection
  if (!stay || peerGeneration === null) return
  const to = stay.role === 'player' ? 'coach' : 'player'
  tellRoom(ctx, stay.bookingId, { kind: 'relay', to, generation: peerGeneration, signal })
}

/** Does what the room tells a connection. */
function obey(connection: Connection, message: RoomMessage, ctx: Context): void {
  const stay = connection.stay
  if (!stay) return
  switch (message.kind) {
    case 'entered':
      if (message.role === stay.role) {
        if (message.generation > stay.generation) connection.end('replaced', 'You joined from another place')
      } else if (connection.meet(message.generation)) {
        connection.send({ type: 'peer-joined', generation: message.generation })
        if (connection.lastMedia) relay(connection, connection.lastMedia, ctx)
      }
      return
    case 'left':
      if (message.role !== stay.role && connection.lose(message.generation)) connection.send({ type: 'peer-left' })
      return
    case 'relay':
      if (message.to === stay.role && message.generation === stay.generation) connection.send(message.signal)
      return
    case 'said':
      return connection.send(message.signal)
    case 'ended':
      return connection.end(message.reason, message.detail)
  }
}
