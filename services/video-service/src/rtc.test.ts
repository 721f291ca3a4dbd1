import { bookingCancelled } from '@ecc/contracts/bookings'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { closeCodes } from './connection.ts'
import { enterRoom, leaveRoom } from './enter-room.ts'
import { cancelled, type TestedBooking, type TestedRooms, videoService } from './testing.ts'
import { readTicket } from './ticket.ts'

let t: TestedRooms
let booking: TestedBooking
beforeEach(async () => {
  t = await videoService({ env: { RTC_JOIN_TIMEOUT_MS: '200' } })
  booking = await t.booked()
})
afterEach(() => t.close())

/** Both in the room, coach first. */
async function both() {
  const coach = await t.enter(booking, 'coach')
  await coach.next('joined')
  const player = await t.enter(booking, 'player')
  await player.next('joined')
  await coach.next('peer-joined')
  return { coach, player }
}

describe('joining', () => {
  it('tells each side its part and when the other comes', async () => {
    const coach = await t.enter(booking, 'coach')
    expect(await coach.next('joined')).toEqual({ type: 'joined', generation: 1, peers: [], chat: [] })
    const player = await t.enter(booking, 'player')
    const [playerId, coachId] = [booking.player.userId, booking.coach.userId]
    expect(await player.next('joined')).toMatchObject({
      generation: 2,
      peers: [{ person: { id: coachId }, role: 'coach', generation: 1, polite: true }],
    })
    const seen = { person: { id: playerId }, role: 'player', generation: 2, polite: false }
    expect(await coach.next('peer-joined')).toMatchObject(seen)
  })

  it('brings both together when they join at the same moment', async () => {
    const [player, coach] = await Promise.all([t.enter(booking, 'player'), t.enter(booking, 'coach')])
    const [one, two] = await Promise.all([player.next('joined'), coach.next('joined')])
    expect(one.peers.length + two.peers.length).toBe(1)
    await (one.peers.length > 0 ? coach : player).next('peer-joined')
    const to = { to: booking.coach.userId, generation: two.generation }
    player.send({ type: 'description', ...to, kind: 'offer', sdp: 'v=0' })
    expect(await coach.next('description')).toMatchObject({ sdp: 'v=0' })
  })

  it('takes a ticket once, also when it is shown twice at the same moment', async () => {
    const { ticket } = await t.open(booking, 'player')
    const [one, two] = [t.connect(), t.connect()]
    one.send({ type: 'join', ticket })
    two.send({ type: 'join', ticket })
    const first = await Promise.race([one.closed.then(() => two), two.closed.then(() => one)])
    await first.next('joined')
    const refused = first === one ? two : one
    expect(await refused.next('closed')).toMatchObject({ reason: 'refused' })
    expect(await refused.closed).toBe(closeCodes.refused)
  })

  it('refuses a ticket after two minutes', async () => {
    const { ticket } = await t.open(booking, 'player')
    await t.clock.advance({ minutes: 2.1 })
    const late = t.connect()
    late.send({ type: 'join', ticket })
    expect(await late.next('closed')).toMatchObject({ reason: 'refused' })
  })

  it('refuses a ticket that was not signed here, or was altered', async () => {
    const { ticket } = await t.open(booking, 'player')
    const [claims, signature] = ticket.split('.') as [string, string]
    const altered = JSON.stringify({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), role: 'coach' })
    const forged = `${Buffer.from(altered).toString('base64url')}.${signature}`
    for (const wrong of [forged, `${claims}.AAAA`, claims, 'nonsense']) {
      const stranger = t.connect()
      stranger.send({ type: 'join', ticket: wrong })
      expect(await stranger.closed).toBe(closeCodes.refused)
    }
  })

  it('refuses a ticket of a booking that was cancelled since', async () => {
    const { ticket } = await t.open(booking, 'player')
    await t.deliver(bookingCancelled, cancelled(booking.booking))
    const late = t.connect()
    late.send({ type: 'join', ticket })
    expect(await late.next('closed')).toMatchObject({ reason: 'refused' })
  })

  it('ends a connection that shows no ticket in time', async () => {
    expect(await t.connect().closed).toBe(closeCodes.refused)
  })

  it('replaces the older connection of the same person, and the other side meets the newer', async () => {
    const { coach, player } = await both()
    const again = await t.enter(booking, 'player')
    expect(await again.next('joined')).toMatchObject({ generation: 3, peers: [{ generation: 1 }] })
    expect(await player.next('closed')).toMatchObject({ reason: 'replaced' })
    expect(await player.closed).toBe(closeCodes.replaced)
    expect(await coach.next('peer-joined')).toMatchObject({ generation: 3 })
    const to = booking.player.userId
    for (const generation of [2, 3])
      coach.send({ type: 'description', to, generation, kind: 'offer', sdp: `for ${generation}` })
    expect(await again.next('description')).toMatchObject({ sdp: 'for 3' }) // what was meant for the former is dropped
    expect(coach.unread()).toEqual([]) // no `peer-left` for the one that was replaced
  })
})

describe('in the room', () => {
  it('passes descriptions, candidates and media states to the other side only', async () => {
    const { coach, player } = await both()
    const to = { to: booking.coach.userId, generation: 1 }
    const from = { from: booking.player.userId, generation: 2 }
    const offer = { type: 'description', kind: 'offer', sdp: 'v=0\r\n' } as const
    const candidate = { type: 'candidate', candidate: { candidate: 'candidate:1 1 UDP 1', sdpMid: '0' } } as const
    const media = { type: 'media', camera: true, microphone: false, screen: false } as const
    for (const signal of [{ ...offer, ...to }, { ...candidate, ...to }, media]) player.send(signal)
    expect(await coach.next('description')).toEqual({ ...offer, ...from })
    expect(await coach.next('candidate')).toEqual({ ...candidate, ...from })
    expect(await coach.next('media')).toEqual({ ...media, from: booking.player.userId })
    expect(player.unread()).toEqual([])
  })

  it('tells who comes later the media state of who is there', async () => {
    const coach = await t.enter(booking, 'coach')
    await coach.next('joined')
    const media = { type: 'media', camera: true, microphone: true, screen: true } as const
    coach.send(media)
    coach.send({ type: 'chat', text: 'hello' })
    await coach.next('chat') // messages are taken in order, so the media state is known by now
    const player = await t.enter(booking, 'player')
    expect(await player.next('media')).toEqual({ ...media, from: booking.coach.userId })
  })

  it('brings chat to both, and plays it back to whoever joins later', async () => {
    const { coach, player } = await both()
    coach.send({ type: 'chat', text: 'Watch your crosshair <b>' })
    const said = await player.next('chat')
    const name = `Person ${booking.coach.userId.slice(-4)}`
    expect(said).toMatchObject({ from: booking.coach.userId, name, text: 'Watch your crosshair <b>' })
    expect(await coach.next('chat')).toEqual(said)
    const again = await t.enter(booking, 'player')
    const { type: _, ...line } = said
    expect((await again.next('joined')).chat).toEqual([line])
  })

  it('keeps the last 200 chat messages', async () => {
    await t.sql`
      insert into chat (room_id, user_id, name, text, at)
      select ${booking.id}, ${booking.player.userId}, 'Ada', 'line ' || n, now() from generate_series(1, 250) n`
    const coach = await t.enter(booking, 'coach')
    await coach.next('joined')
    coach.send({ type: 'chat', text: 'the last' })
    await coach.next('chat')
    const { count } = await t.sql.one<{ count: number }>`select count(*) as count from chat`
    expect(count).toBe(200)
    const { chat } = await (await t.enter(booking, 'player')).next('joined')
    expect([chat[0]?.text, chat.at(-1)?.text]).toEqual(['line 52', 'the last'])
  })

  it('tells when the other side leaves, by word or by losing the connection', async () => {
    const { coach, player } = await both()
    player.send({ type: 'leave' })
    await coach.next('peer-left')
    expect(await player.closed).toBe(1000)
    const again = await t.enter(booking, 'player')
    await coach.next('peer-joined')
    again.socket.terminate()
    await coach.next('peer-left')
  })

  it('keeps rooms apart', async () => {
    const { coach } = await both()
    const other = await t.booked()
    const stranger = await t.enter(other, 'player')
    await stranger.next('joined')
    stranger.send({ type: 'chat', text: 'not for you' })
    await stranger.next('chat')
    expect(coach.unread()).toEqual([])
  })

  it.each([
    ['not JSON', 'nonsense'],
    ['of no known type', '{"type":"shutdown"}'],
    ['with an unknown field', '{"type":"leave","now":true}'],
    ['a second join', '{"type":"join","ticket":"x"}'],
    ['a chat message too long', JSON.stringify({ type: 'chat', text: 'x'.repeat(2001) })],
    ['binary', Buffer.from([1, 2, 3])],
  ])('ends a connection whose message is %s', async (_, message) => {
    const { player } = await both()
    player.socket.send(message)
    expect(await player.closed).toBe(closeCodes.refused)
  })

  it('ends a connection whose message is larger than 64 KiB', async () => {
    const { player } = await both()
    player.socket.send(JSON.stringify({ type: 'chat', text: 'x'.repeat(70_000) }))
    expect(await player.closed).toBe(1009)
  })

  it('ends a connection that sends without end', async () => {
    const { player } = await both()
    for (let i = 0; i < 900; i++) player.send({ type: 'media', camera: true, microphone: true, screen: false })
    expect(await player.closed).toBe(closeCodes.refused)
  })
})

describe('the end', () => {
  it('sends both out half an hour after the session', async () => {
    const { coach, player } = await both()
    await t.clock.set('2027-03-01T18:29:00Z')
    expect(player.unread()).toEqual([])
    await t.clock.set('2027-03-01T18:30:01Z')
    expect(await player.next('closed')).toMatchObject({ reason: 'ended' })
    expect(await coach.closed).toBe(closeCodes.ended)
  })

  it('sends both out when the booking is cancelled', async () => {
    const { coach, player } = await both()
    await t.deliver(bookingCancelled, cancelled(booking.booking))
    expect(await player.next('closed')).toMatchObject({ reason: 'cancelled' })
    expect(await coach.closed).toBe(closeCodes.cancelled)
  })

  it('tells both of a restart before it closes, so that they come back', async () => {
    const { coach, player } = await both()
    await t.close()
    expect(await player.next('closed')).toMatchObject({ reason: 'shutting-down' })
    expect(await coach.next('closed')).toMatchObject({ reason: 'shutting-down' })
    expect(await coach.closed).toBe(closeCodes['shutting-down'])
    t = await videoService()
  })

  it('ends a connection that shows no life between two beats', async () => {
    await t.close()
    t = await videoService({ env: { RTC_BEAT_MS: '100' } })
    booking = await t.booked()
    const { ticket } = await t.open(booking, 'player')
    const silent = t.connect({ autoPong: false })
    silent.send({ type: 'join', ticket })
    await silent.next('joined')
    expect(await silent.closed).toBe(1006)
  })
})

describe('when messages between processes are lost, the next beat tells', () => {
  /** Another process, from which nothing is heard. */
  const mute = () => ({ ...t.ctx, fanOut: { ...t.ctx.fanOut, publish: () => {} } })
  async function enterElsewhere(as: 'player' | 'coach') {
    const { ticket } = await t.open(booking, as)
    const claims = readTicket(t.ctx.config.ROOM_TICKET_SECRET, ticket, t.clock.now())
    const entrance = claims && (await enterRoom(mute(), claims))
    if (!entrance) throw new Error('the ticket was refused')
    return entrance.stay
  }

  it('that the other side came and went', async () => {
    const coach = await t.enter(booking, 'coach')
    await coach.next('joined')
    const stay = await enterElsewhere('player')
    await t.resources.connections.beat()
    expect(await coach.next('peer-joined')).toMatchObject({ generation: 2 })
    await leaveRoom(mute(), stay)
    await t.resources.connections.beat()
    await coach.next('peer-left')
  })

  it('that the connection was replaced', async () => {
    const player = await t.enter(booking, 'player')
    await player.next('joined')
    await enterElsewhere('player')
    await t.resources.connections.beat()
    expect(await player.closed).toBe(closeCodes.replaced)
  })

  it('that the booking was cancelled', async () => {
    const player = await t.enter(booking, 'player')
    await player.next('joined')
    await t.sql`update bookings set state = 'cancelled'`
    await t.resources.connections.beat()
    expect(await player.closed).toBe(closeCodes.cancelled)
  })
})
