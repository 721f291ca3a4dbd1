import { afterEach, expect, it } from 'vitest'
import { FeedFault } from './feed-fault.ts'
import { type FeedReader, openFeedReader } from './feed-reader.ts'

let reader: FeedReader
afterEach(() => reader.close())

const query = { zone: 'UTC', from: Date.parse('2027-03-01T00:00Z'), to: Date.parse('2027-05-01T00:00Z') }
const feed = (count: number, rule: string) => {
  const event = (i: number) =>
    `BEGIN:VEVENT\r\nUID:${i}\r\nDTSTART:20200301T100000Z\r\nDURATION:PT1H\r\nRRULE:${rule}\r\nEND:VEVENT\r\n`
  return `BEGIN:VCALENDAR\r\n${Array.from({ length: count }, (_, i) => event(i)).join('')}END:VCALENDAR\r\n`
}

it('reads one after the other, and tells of a feed that is none', async () => {
  reader = openFeedReader()
  const [weekly, nothing] = await Promise.allSettled([
    reader.read(feed(1, 'FREQ=WEEKLY'), query),
    reader.read('<html>', query),
  ])
  expect(weekly).toMatchObject({ status: 'fulfilled', value: { eventCount: 8, unreadCount: 0 } })
  expect(nothing).toMatchObject({ status: 'rejected', reason: expect.any(FeedFault) as Error })
})

it('gives a hostile feed up in time, keeps the process free meanwhile, and reads the next', async () => {
  reader = openFeedReader(3_000)
  let turns = 0
  const counting = setInterval(() => turns++, 10) // timer: counts how often the process got its turn
  const hostile = reader.read(feed(19_000, 'FREQ=SECONDLY;BYSECOND=1,3,5,7,9;BYMINUTE=1,3,5,7'), query)
  await expect(hostile).rejects.toThrow('The feed takes too long to read')
  clearInterval(counting)
  expect(turns).toBeGreaterThan(20)
  expect(await reader.read(feed(1, 'FREQ=WEEKLY'), query)).toMatchObject({ eventCount: 8 })
})
