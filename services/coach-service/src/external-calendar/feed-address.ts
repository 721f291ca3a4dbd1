/** Which addresses of feeds are taken, and which machines they may lead to. */
import { badCalendarAddress } from '@ecc/contracts/external-calendars'
import ipaddr from 'ipaddr.js'

/**
 * The address as it is fetched: `webcal:` is https by another name, a fragment is nobody's business. Throws
 * badCalendarAddress for what cannot be fetched, and for http unless `allowHttp`.
 */
export function feedAddress(given: string, allowHttp: boolean): string {
  const text = given.trim().replace(/^webcals?:/i, 'https:')
  if (!URL.canParse(text)) throw badCalendarAddress('It must be a whole address that begins with https://')
  const url = new URL(text)
  if (url.protocol !== 'https:' && !(allowHttp && url.protocol === 'http:'))
    throw badCalendarAddress('It must begin with https:// or webcal://')
  if (url.username !== '' || url.password !== '') throw badCalendarAddress('It must not hold a user name or password')
  url.hash = ''
  return url.href
}

/** Public by its number, but answers from inside the provider's network: Azure's metadata; IPv4 written as IPv6. */
const innerRanges = ['168.63.129.16/32', '::/96'].map((range) => ipaddr.parseCIDR(range))

/**
 * Whether an IP address is one of the public internet. Private, loopback, link-local, shared, reserved, multicast and
 * translated addresses are not, nor the metadata addresses of cloud providers, which lie in those.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const ip = ipaddr.process(address)
  if (ip.range() !== 'unicast') return false
  return !innerRanges.some(([network, bits]) => network.kind() === ip.kind() && ip.match(network, bits))
}
