import { badCalendarAddress } from '@ecc/contracts/external-calendars'
import { expect, it } from 'vitest'
import { feedAddress, isPublicAddress } from './feed-address.ts'

it('takes https and webcal, and nothing else', () => {
  expect(feedAddress(' webcal://p01.example.com/published/2/AbC#x ', false)).toBe(
    'https://p01.example.com/published/2/AbC',
  )
  expect(feedAddress('https://example.com/basic.ics?k=1', false)).toBe('https://example.com/basic.ics?k=1')
  const refused = [
    'http://example.com/a.ics',
    'file:///etc/passwd',
    'ftp://example.com',
    'example.com/a.ics',
    'https://me:secret@example.com/',
  ]
  for (const address of refused)
    expect(() => feedAddress(address, false)).toThrow(expect.toSatisfy(badCalendarAddress.is))
  expect(feedAddress('http://localhost:1/a.ics', true)).toBe('http://localhost:1/a.ics')
})

it('knows which machines are on the public internet', () => {
  const inside = [
    '127.0.0.1 127.9.9.9 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.100.100.200 0.0.0.0 192.0.0.192 198.18.0.1',
    '224.0.0.1 255.255.255.255 240.0.0.1 168.63.129.16 nonsense :: ::1 ::7f00:1 ::ffff:10.0.0.1 ::ffff:7f00:1 fe80::1',
    'fe80::1%eth0 fd00:ec2::254 fec0::1 64:ff9b::a9fe:a9fe 2002:7f00:1:: 2001:0:7f00:1:: ff02::1 2001:db8::1',
  ].flatMap((line) => line.split(' '))
  expect(inside.filter(isPublicAddress)).toEqual([])
  const outside = ['142.250.1.1', '17.253.1.1', '2606:4700::1111', '::ffff:8.8.8.8']
  expect(outside.filter((address) => !isPublicAddress(address))).toEqual([])
})
