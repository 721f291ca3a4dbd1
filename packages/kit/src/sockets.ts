/** WebSocket hand-over: an HTTP server's upgrade is given to the service that declares the path. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { WebSocketServer } from 'ws'
import type { Caller, TokenVerifier } from './identity.ts'
import { openSockets } from './metrics.ts'
import type { Context, SocketHandler } from './service.ts'

const bearerPrefix = 'bearer.'
const protocolName = 'ecc'
const maxSockets = 20_000

/** Takes an upgrade of a service; false when no socket of it has that path. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean

/**
 * Makes the upgrade of a service. Browsers cannot set headers, so they send the access token as a subprotocol
 * (`ecc`, `bearer.<token>`); others may use the Authorization header.
 */
export function upgradeOf(options: {
  sockets: readonly SocketHandler[]
  tokens: TokenVerifier
  context: (caller: Caller | null) => Context
  log: Logger
}): { upgrade: Upgrade; close: () => void } {
  const servers = new Map(options.sockets.map((handler) => [handler.path, { handler, server: open(handler) }]))
  let count = 0

  async function take(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL) {
    const entry = servers.get(url.pathname)
    if (!entry) return
    const token = tokenOf(request)
    const caller = token ? ((await options.tokens.verify(token)) ?? null) : null
    if (entry.handler.access === 'self' && !caller) return refuse(socket, 401, 'Unauthorized')
    if (count >= maxSockets) return refuse(socket, 503, 'Service Unavailable')
    entry.server.handleUpgrade(request, socket, head, (webSocket) => {
      count++
      openSockets.inc({ path: entry.handler.path })
      webSocket.on('error', () => webSocket.terminate())
      webSocket.on('close', () => {
        count--
        openSockets.dec({ path: entry.handler.path })
      })
      const ip = request.socket.remoteAddress ?? ''
      entry.handler.open({ socket: webSocket, caller, ip, url }, options.context(caller)).catch((error: Error) => {
        options.log.error({ path: entry.handler.path, error: error.stack }, 'a socket failed')
        webSocket.close(1011, 'Something went wrong on our side')
      })
    })
  }

  return {
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? '/', 'http://localhost')
      if (!servers.has(url.pathname)) return false
      socket.on('error', () => socket.destroy())
      take(request, socket, head, url).catch((error: Error) => {
        options.log.error({ error: error.stack }, 'an upgrade failed')
        socket.destroy()
      })
      return true
    },
    close() {
      for (const { server } of servers.values()) {
        for (const client of server.clients) client.close(1001, 'The server is stopping')
        server.close()
      }
    },
  }
}

function open(handler: SocketHandler): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    maxPayload: handler.maxPayloadBytes,
    perMessageDeflate: false,
    handleProtocols: (protocols) => (protocols.has(protocolName) ? protocolName : false),
  })
}

/** Ends an upgrade with a plain HTTP answer. */
export function refuse(socket: Duplex, status: number, reason: string): void {
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/** The access token of an upgrade request, from its header or its subprotocols. */
export function tokenOf(request: IncomingMessage): string | undefined {
  const header = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (header) return header
  const protocols = String(request.headers['sec-websocket-protocol'] ?? '').split(',')
  return protocols
    .map((name) => name.trim())
    .find((name) => name.startsWith(bearerPrefix))
    ?.slice(bearerPrefix.length)
}
