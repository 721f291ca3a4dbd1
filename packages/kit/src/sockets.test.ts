import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { service } from '@ecc/contracts/define'
import { Type } from 'typebox'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { defineService, handle, socket } from './service.ts'
import { aPlayer, type TestedService, testService } from './testing.ts'

const { route } = service({ name: 'radio-service', port: 0, summary: 'Talks' })
const ping = route('ping', { method: 'GET', path: '/ping', access: 'public', summary: '', reply: Type.Null() })
/** Sockets on `/told`, which the service itself says goodbye to. */
const told = new Set<WebSocket>()
let sayGoodbye: () => Promise<void> = async () => {}
const radio = defineService({
  name: 'radio-service',
  port: 0,
  config: Type.Object({}),
  resources: async () => ({ sayGoodbye: () => sayGoodbye() }),
  routes: [handle(ping, async () => null)],
  sockets: [
    socket({ path: '/ws', access: 'self', maxPayloadBytes: 100 }, async ({ socket, caller }) => {
      socket.send(`hello ${caller?.userId}`)
      socket.on('message', (data: Buffer) => socket.send(data.toString().toUpperCase()))
    }),
    socket({ path: '/open', access: 'public', maxPayloadBytes: 100 }, async ({ socket, caller, url }) => {
      socket.send(`${caller?.userId ?? 'anyone'} ${url.searchParams.get('room')}`)
    }),
    socket({ path: '/told', access: 'public', maxPayloadBytes: 100 }, async ({ socket }) => {
      told.add(socket)
      socket.on('close', () => told.delete(socket))
      socket.send('welcome')
    }),
    socket({ path: '/broken', access: 'public', maxPayloadBytes: 100 }, async () => {
      throw new Error('broken')
    }),
  ],
})

let t: TestedService
let address: { url: string; wsUrl: string }
const open: { terminate(): void }[] = []
beforeAll(async () => {
  t = await testService(radio)
  address = await t.listen()
})
afterEach(() => {
  sayGoodbye = async () => {}
  for (const socket of open.splice(0)) socket.terminate()
})
afterAll(() => t.close())

function dial(path: string, protocols: string[] = [], headers = {}, { wsUrl } = address): WebSocket {
  const socket = new WebSocket(wsUrl + path, protocols, { headers })
  socket.on('error', () => socket.terminate())
  open.push(socket)
  return socket
}
const firstMessage = async (socket: WebSocket) => String((await once(socket, 'message'))[0])
/** The HTTP status by which the hand-over was refused. */
const refusal = (socket: WebSocket) =>
  new Promise<number | undefined>((resolve, reject) => {
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode))
    socket.once('open', () => reject(new Error('it was opened')))
  })

/** An upgrade request by hand, as no library would send it. */
function dialByHand(target: string, { url } = address): Socket {
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  open.push({ terminate: () => socket.destroy() })
  socket.on('error', () => socket.destroy())
  socket.write(
    `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  )
  return socket
}

describe('a socket', () => {
  it('takes the access token as a subprotocol, which it does not give back', async () => {
    const player = aPlayer()
    const socket = dial('/ws', ['ecc', `bearer.${player.token}`])
    expect(await firstMessage(socket)).toBe(`hello ${player.userId}`)
    expect(socket.protocol).toBe('ecc')
    socket.send('loud')
    expect(await firstMessage(socket)).toBe('LOUD')
  })

  it('takes the access token as a header', async () => {
    const player = aPlayer()
    expect(await firstMessage(dial('/ws', [], { authorization: `Bearer ${player.token}` }))).toBe(
      `hello ${player.userId}`,
    )
  })

  it('is refused with 401 without a token, or with one that is not valid', async () => {
    expect(await refusal(dial('/ws'))).toBe(401)
    expect(await refusal(dial('/ws', ['ecc', 'bearer.forged']))).toBe(401)
  })

  it('that is public opens for anyone, and knows who it is when there is a token', async () => {
    const player = aPlayer()
    expect(await firstMessage(dial('/open?room=7'))).toBe('anyone 7')
    expect(await firstMessage(dial('/open?room=8', ['ecc', `bearer.${player.token}`]))).toBe(`${player.userId} 8`)
  })

  it('on a path that is none is refused with 404', async () => {
    expect(await refusal(dial('/nowhere'))).toBe(404)
  })

  it('on a path that cannot be read is refused, and the process lives on', async () => {
    const [answer] = (await once(dialByHand('//'), 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1.1 4/)
    expect((await fetch(`${address.url}/ping`)).status).toBe(200)
  })

  it('is closed when a message is too large, or its handler fails', async () => {
    const socket = dial('/open')
    await firstMessage(socket)
    socket.send('x'.repeat(101))
    expect((await once(socket, 'close'))[0]).toBe(1009)
    expect((await once(dial('/broken'), 'close'))[0]).toBe(1011)
  })
})

describe('a stop', () => {
  it('is told to every socket, and does not wait for those that do not answer', async () => {
    const own = await testService(radio)
    const at = await own.listen()
    const socket = dial('/open', [], {}, at)
    const silent = dialByHand('/open', at)
    await Promise.all([firstMessage(socket), once(silent, 'data')])
    silent.pause()
    const [closed] = await Promise.all([once(socket, 'close'), own.close()])
    expect(closed[0]).toBe(1001)
  }, 10_000)

  it('is told in the words of the service first: its last message, and its reason to close', async () => {
    const own = await testService(radio)
    const at = await own.listen()
    sayGoodbye = async () => {
      for (const socket of told) {
        socket.send('we are back soon')
        socket.close(1012, 'restart')
      }
    }
    const [spoken, unspoken] = [dial('/told', [], {}, at), dial('/open', [], {}, at)]
    await Promise.all([firstMessage(spoken), firstMessage(unspoken)])
    const [lastWord, closed, other] = await Promise.all([
      firstMessage(spoken),
      once(spoken, 'close'),
      once(unspoken, 'close'),
      own.close(),
    ])
    expect([lastWord, closed[0], String(closed[1])]).toEqual(['we are back soon', 1012, 'restart'])
    expect(other[0]).toBe(1001)
  })

  it('closes the sockets also when the service fails to say goodbye', async () => {
    const own = await testService(radio)
    const at = await own.listen()
    sayGoodbye = async () => {
      throw new Error('no words')
    }
    const socket = dial('/open', [], {}, at)
    await firstMessage(socket)
    const [closed] = await Promise.all([once(socket, 'close'), own.close()])
    expect(closed[0]).toBe(1001)
  })
})
