import { bookingNotFound } from '@ecc/contracts/bookings'
import { mostFileBytes } from '@ecc/contracts/dispute-terms'
import { addEvidence, getDispute, tooMuchEvidence } from '@ecc/contracts/disputes'
import { invalidRequest } from '@ecc/contracts/problems'
import type { Caller } from '@ecc/kit'
import { anAdmin, aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { disputed } from './dispute.testing.ts'
import { sessionService, type TestedSessions } from './testing.ts'

let t: TestedSessions
let session: Awaited<ReturnType<typeof disputed>>
beforeAll(async () => {
  t = await sessionService()
})
beforeEach(async () => {
  session = await disputed(t)
})
afterAll(() => t.close())

const words = 'The sound was gone for half of the hour.'
const pdf = (content = '') => Buffer.from(`%PDF-1.7\n${content}`)
const png = Buffer.from('89504e470d0a1a0a', 'hex')

const send = (as: Caller, payload: Buffer, type: string, name = 'proof.pdf') =>
  t.request({
    method: 'POST',
    url: `/bookings/${session.id}/dispute/files?name=${encodeURIComponent(name)}`,
    payload,
    headers: { 'content-type': type },
    as,
  })
const see = (as: Caller) => t.call(getDispute, { params: session.params }, { as })
const open = (fileId: string, as: Caller) =>
  t.request({ method: 'GET', url: `/bookings/${session.id}/dispute/files/${fileId}`, as })

describe('a file', () => {
  it('is seen by both sides and staff as it was given, and by nobody else', async () => {
    expect((await send(session.coach, pdf('A'), 'application/pdf')).statusCode).toBe(200)
    const [piece] = (await see(session.player)).evidence
    expect(piece).toMatchObject({ side: 'coach', file: { name: 'proof.pdf', mediaType: 'application/pdf', bytes: 10 } })
    for (const as of [session.player, session.coach, anAdmin()])
      expect((await open(piece?.id ?? '', as)).rawPayload).toEqual(pdf('A'))
    const refused = await open(piece?.id ?? '', aPlayer())
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([404, bookingNotFound.code])
  })

  it('never runs: it is an attachment of its own type, in an empty sandbox', async () => {
    await send(session.player, png, 'image/png', '../"x".png')
    const [piece] = (await see(session.player)).evidence
    const { headers } = await open(piece?.id ?? '', session.player)
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': expect.stringMatching(/^attachment; filename\*=UTF-8''[^"/\\]+$/),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    })
  })

  it.each([
    ['image/png', pdf()],
    ['application/pdf', Buffer.from('<script>alert(1)</script>')],
    ['image/jpeg', Buffer.alloc(0)],
  ])('that is not the %s it claims to be is refused', async (type, bytes) => {
    expect((await send(session.player, bytes, type)).json()).toMatchObject({ code: 'not-a-file' })
  })

  it('is refused when it is of another type, or larger than 5 MiB', async () => {
    expect((await send(session.player, Buffer.from('<svg/>'), 'image/svg+xml')).statusCode).toBe(415)
    const large = Buffer.concat([pdf(), Buffer.alloc(mostFileBytes)])
    expect((await send(session.player, large, 'application/pdf')).statusCode).toBe(413)
  })

  it('is kept once when it is sent again, and a side gives five at most, also two at once', async () => {
    const again = await Promise.all([1, 2].map(() => send(session.player, pdf('same'), 'application/pdf')))
    expect(again.map(({ statusCode }) => statusCode)).toEqual([200, 200])
    for (const content of ['b', 'c', 'd']) await send(session.player, pdf(content), 'application/pdf')
    const both = await Promise.all(['e', 'f'].map((content) => send(session.player, pdf(content), 'application/pdf')))
    expect(both.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
    expect(both.filter(({ statusCode }) => statusCode === tooMuchEvidence.status)).toHaveLength(1)
    expect((await see(session.player)).evidence).toHaveLength(5)
    expect((await send(session.coach, pdf('same'), 'application/pdf')).statusCode).toBe(200)
  })
})

it('a link leads to the web and nowhere else', async () => {
  const give = (link: string) =>
    t.call(addEvidence, { params: session.params, body: { words, link } }, { as: session.player })
  await give('https://example.com/clip')
  for (const link of ['javascript:alert(1)', 'http://example.com', 'data:text/html,x'])
    await expect(give(link)).rejects.toSatisfy(invalidRequest.is)
  expect((await see(session.coach)).evidence).toMatchObject([{ words, link: 'https://example.com/clip', file: null }])
})
