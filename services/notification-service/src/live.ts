import type { LiveMessage } from '@ecc/contracts/notifications'
import { socket } from '@ecc/kit'
import type { Context } from './config.ts'
import { deliver, liveChannel } from './live-sockets.ts'

/** WebSocket `/ws`: a person's notices and booking changes as they happen. Nothing is expected from the browser. */
export const live = socket(
  { path: '/ws', access: 'self', maxPayloadBytes: 1024 },
  async ({ socket, caller }, ctx: Context) => {
    if (!caller) throw new Error('a connection with access self has a caller')
    // Hear first, say ready after: what happens from `ready` on is not missed.
    const stop = ctx.fanOut.subscribe(liveChannel(caller.userId), (message) => deliver(socket, message as LiveMessage))
    socket.on('close', stop)
    ctx.resources.live.add(caller.userId, socket)
    deliver(socket, { type: 'ready' })
  },
)
