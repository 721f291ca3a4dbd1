import { bookingNotFound } from '@ecc/contracts/bookings'
import { changedMeanwhile } from '@ecc/contracts/problems'
import { getNotes, reportJoinTiming, saveNotes } from '@ecc/contracts/video'
import { aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type TestedBooking, type TestedRooms, videoService } from './testing.ts'

let t: TestedRooms
let booking: TestedBooking
beforeAll(async () => {
  t = await videoService()
})
beforeEach(async () => {
  booking = await t.booked()
})
afterAll(() => t.close())

const read = () => t.call(getNotes, { params: { id: booking.id } }, { as: booking.coach })
const save = (text: string, revision?: number) =>
  t.call(
    saveNotes,
    { params: { id: booking.id }, body: { text } },
    { as: booking.player, headers: revision === undefined ? {} : { 'if-match': `"${revision}"` } },
  )

describe('notes', () => {
  it('are empty at first, and shared once saved', async () => {
    expect(await read()).toEqual({ text: '', revision: 0, updatedAt: null })
    const saved = await save('- crosshair at head height')
    expect(saved).toMatchObject({ text: '- crosshair at head height', revision: 1 })
    expect(await read()).toEqual(saved)
  })

  it('are not overwritten by whoever has not seen the latest, also at the same moment', async () => {
    await save('one', 0)
    await expect(save('two', 0)).rejects.toSatisfy(changedMeanwhile.is)
    const both = await Promise.allSettled([save('three', 1), save('four', 1)])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(both.filter((one) => one.status === 'rejected' && changedMeanwhile.is(one.reason))).toHaveLength(1)
  })

  it('are saved whatever came before without If-Match', async () => {
    await save('one')
    expect(await save('two')).toMatchObject({ text: 'two', revision: 2 })
  })

  it('do not exist for anybody else', async () => {
    const reading = t.call(getNotes, { params: { id: booking.id } }, { as: aPlayer() })
    await expect(reading).rejects.toSatisfy(bookingNotFound.is)
    const saving = t.call(saveNotes, { params: { id: booking.id }, body: { text: 'x' } }, { as: aPlayer() })
    await expect(saving).rejects.toSatisfy(bookingNotFound.is)
  })
})

describe('POST /rtc/timings', () => {
  const figure = async () => {
    const { body } = await t.request({ method: 'GET', url: '/metrics' })
    return Number(/rtc_join_duration_seconds_count\{path="warm"\} (\d+)/.exec(body)?.[1] ?? 0)
  }

  it('counts a figure of the caller’s own session, and no other', async () => {
    const before = await figure()
    const body = { bookingId: booking.id, path: 'warm', clickToFirstFrameMs: 240 } as const
    await t.call(reportJoinTiming, { body }, { as: booking.player })
    await t.call(reportJoinTiming, { body }, { as: aPlayer() })
    expect(await figure()).toBe(before + 1)
  })
})
