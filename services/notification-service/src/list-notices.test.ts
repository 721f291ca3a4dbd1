import { bookingReleased } from '@ecc/contracts/bookings'
import { listNotices, readNotices } from '@ecc/contracts/notifications'
import { invalidRequest } from '@ecc/contracts/problems'
import { anId, aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { notificationService, type TestedNotifications } from './testing.ts'

let t: TestedNotifications
beforeAll(async () => {
  t = await notificationService()
})
afterAll(() => t.close())

/** Somebody who was told this many things. */
async function toldOf(count: number) {
  const coach = t.person()
  for (let i = 1; i <= count; i++) {
    const booking = t.booking({ coachId: coach.id, offerTitle: `Session ${i}`, state: 'released' })
    await t.deliver(bookingReleased, booking)
    await t.clock.advance({ minutes: 1 })
  }
  return aPlayer(coach.id)
}

describe('GET /notifications', () => {
  it('lists newest first, page by page, with the number of unread ones', async () => {
    const person = await toldOf(3)
    const first = await t.call(listNotices, { query: { limit: 2 } }, { as: person })
    expect(first.items.map((one) => one.title)).toEqual([
      'The payment for Session 3 is yours',
      'The payment for Session 2 is yours',
    ])
    expect(first.unread).toBe(3)
    const second = await t.call(
      listNotices,
      { query: { limit: 2, cursor: first.nextCursor as string } },
      { as: person },
    )
    expect(second.items.map((one) => one.title)).toEqual(['The payment for Session 1 is yours'])
    expect(second.nextCursor).toBeNull()
  })

  it('is empty for whoever was told nothing', async () => {
    expect(await t.call(listNotices, {}, { as: aPlayer() })).toEqual({ items: [], nextCursor: null, unread: 0 })
  })

  it('refuses a cursor that no list gave', async () => {
    const reading = t.call(listNotices, { query: { cursor: 'abc' } }, { as: aPlayer() })
    await expect(reading).rejects.toSatisfy(invalidRequest.is)
  })
})

describe('POST /notifications/read', () => {
  it('marks these as read, and a repeat changes nothing', async () => {
    const person = await toldOf(2)
    const { items } = await t.call(listNotices, {}, { as: person })
    const ids = [items[0]?.id as string]
    await t.call(readNotices, { body: { ids } }, { as: person })
    const [read] = (await t.call(listNotices, {}, { as: person })).items
    await t.clock.advance({ minutes: 5 })
    await t.call(readNotices, { body: { ids } }, { as: person })
    const after = await t.call(listNotices, {}, { as: person })
    expect(after.unread).toBe(1)
    expect(after.items[0]).toEqual(read)
  })

  it('marks all without ids', async () => {
    const person = await toldOf(2)
    await t.call(readNotices, { body: {} }, { as: person })
    expect(await t.call(listNotices, {}, { as: person })).toMatchObject({ unread: 0 })
  })

  it("leaves other people's notices as they are", async () => {
    const person = await toldOf(1)
    const { items } = await t.call(listNotices, {}, { as: person })
    await t.call(readNotices, { body: { ids: [items[0]?.id as string, anId()] } }, { as: aPlayer() })
    expect((await t.call(listNotices, {}, { as: person })).unread).toBe(1)
  })
})
