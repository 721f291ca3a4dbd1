import { bookingConfirmed } from '@ecc/contracts/bookings'
import { anId } from '@ecc/kit/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { notificationService, type TestedNotifications } from './testing.ts'

let t: TestedNotifications
let address: string
beforeAll(async () => {
  t = await notificationService()
  const booking = t.booking({ offerTitle: 'Aim & <b>peek</b>' })
  address = `${booking.playerId}@example.com`
  await t.deliver(bookingConfirmed, booking)
})
afterAll(() => t.close())

const get = (query: string) => t.request({ method: 'GET', url: `/dev/mailbox${query}` })

it('lists all mail as a page, escaped', async () => {
  const { body, headers } = await get('')
  expect(headers['content-type']).toContain('text/html')
  expect(body).toContain(address)
  expect(body).toContain('Aim &amp; &lt;b&gt;peek&lt;/b&gt;')
  expect(body).not.toContain('<b>peek')
})

it('narrows the list to an address, whatever its case', async () => {
  const { body } = await get(`?to=${encodeURIComponent(address.toUpperCase())}`)
  expect(body.match(/<li>/g)).toHaveLength(1)
  expect((await get('?to=nobody@example.com')).body).toContain('No mail yet')
})

it('shows one mail as page, HTML, text, calendar file and JSON', async () => {
  const [mail] = await t.mailsTo(address)
  const one = (as: string) => get(`?id=${mail?.id}${as}`)
  expect((await one('')).body).toContain('<iframe')
  expect((await one('&as=html')).body).toBe(mail?.html)
  expect((await one('&as=html')).headers['content-security-policy']).toContain("default-src 'none'")
  expect((await one('&as=text')).body).toBe(mail?.text)
  expect((await one('&as=ics')).body).toBe(mail?.ics)
  expect((await one('&as=json')).json()).toEqual(mail)
})

it('answers 404 for a mail that does not exist', async () => {
  expect((await get(`?id=${anId()}`)).statusCode).toBe(404)
})
