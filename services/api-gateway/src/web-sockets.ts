/** WebSocket hand-over: `/ws` goes to notification-service, `/rtc` to video-service; tokens are checked there again. */
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { allServices } from '@ecc/contracts/all'
import { type Context, refuse } from '@ecc/kit'
import type { Config, Resources } from './config.ts'

const serviceOfPath = new Map([
  ['/ws', 'notification-service'],
  ['/rtc', 'video-service'],
])
const connectTimeoutMs = 5_000

/** Takes the gateway's upgrades and gives each to the service of its path, in process or over the network. */
export function handOver(ctx: Context<Config, Resources>) {
  const { directory } = ctx.resources.ground
  return (request: IncomingMessage, socket: Duplex, head: Buffer): boolean => {
    const name = serviceOfPath.get(new URL(request.url ?? '/', 'http://localhost').pathname)
    const service = allServices.find((one) => one.name === name)
    if (!service) return false
    if (!sameOrigin(request, ctx.config)) {
      refuse(socket, 403, 'Forbidden')
      return true
    }
    const local = directory.local(service.name)
    if (local) return local.upgrade?.(request, socket, head) ?? false
    tunnel(directory.address(service), request, socket, head)
    return true
  }
}

/** A page of another origin may not open a socket with this person's browser; programs send no Origin. */
function sameOrigin(request: IncomingMessage, config: Config): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return true
  const allowed = [config.PUBLIC_URL, ...config.CORS_ORIGINS.split(',')].map((url) => url.trim()).filter(Boolean)
  return new URL(origin).host === host || allowed.some((url) => new URL(url).origin === origin)
}

function tunnel(address: string, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const upstream = httpRequest(address + (request.url ?? '/'), {
    method: 'GET',
    headers: { ...request.headers, 'x-forwarded-for': request.socket.remoteAddress ?? '' },
    timeout: connectTimeoutMs,
  })
  const fail = () => {
    if (socket.writable) refuse(socket, 502, 'Bad Gateway')
  }
  socket.on('error', () => upstream.destroy())
  upstream.on('error', fail)
  upstream.on('timeout', () => upstream.destroy(new Error('the service did not answer')))
  upstream.on('response', (response) =>
    refuse(socket, response.statusCode ?? 502, response.statusMessage ?? 'Bad Gateway'),
  )
  upstream.on('upgrade', (response, other, otherHead) => {
    other.setTimeout(0)
    const headers = Object.entries(response.headers).map(([name, value]) => `${name}: ${String(value)}`)
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers.join('\r\n')}\r\n\r\n`)
    if (otherHead.length > 0) socket.write(otherHead)
    if (head.length > 0) other.write(head)
    other.on('error', () => socket.destroy())
    socket.on('close', () => other.destroy())
    other.on('close', () => socket.destroy())
    other.pipe(socket).pipe(other)
  })
  upstream.end()
}
