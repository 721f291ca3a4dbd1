/** Fetches a feed from wherever a coach said, which may be anywhere: nothing about the other side is trusted. */
import { Resolver } from 'node:dns/promises'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import { callbackify } from 'node:util'
import { createGunzip } from 'node:zlib'
import { FeedFault } from './feed-fault.ts'

/** What was fetched before, so that an unchanged feed is not sent again. */
export interface FeedTags {
  etag: string | null
  lastModified: string | null
}

/** A feed that was sent. */
export interface Download extends FeedTags {
  text: string
}

/** How far a download may go. */
export interface DownloadLimits {
  /** Whether to connect to an IP address; asked about every one, after names are resolved and after redirects. */
  mayConnect: (address: string) => boolean
  allowHttp: boolean
  /** The IP addresses of a name. */
  resolve?: (name: string) => Promise<string[]>
  timeLimitMs?: number
  maxBytes?: number
}

const defaultTimeLimitMs = 10_000
const defaultMaxBytes = 5 * 1024 * 1024
const maxRedirects = 4

/** Fetches a feed; undefined when it is as it was by `known`. Throws a FeedFault when it cannot be had. */
export async function downloadFeed(
  url: string,
  known: FeedTags,
  limits: DownloadLimits,
): Promise<Download | undefined> {
  const signal = AbortSignal.timeout(limits.timeLimitMs ?? defaultTimeLimitMs)
  try {
    let from = new URL(url)
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const response = await get(from, known, limits, signal)
      const status = response.statusCode ?? 0
      if (status === 304 && (known.etag ?? known.lastModified) !== null) return dropped(response, undefined)
      const location = status >= 300 && status < 400 ? response.headers.location : undefined
      if (location === undefined) return await received(response, status, limits)
      from = dropped(response, nextAddress(location, from, limits))
    }
    throw new FeedFault('The address leads from one place to the next without end')
  } catch (error) {
    throw faultOf(error, signal)
  }
}

function nextAddress(location: string, from: URL, { allowHttp }: DownloadLimits): URL {
  if (!URL.canParse(location, from.href)) throw new FeedFault('The address leads on to something that is no address')
  const next = new URL(location, from)
  if (next.protocol !== 'https:' && !(allowHttp && next.protocol === 'http:'))
    throw new FeedFault('The address leads on to one that is not https')
  return next
}

function dropped<T>(response: IncomingMessage, result: T): T {
  response.destroy()
  return result
}

/** A connection of its own each time, so that none is used that was made for another name. */
function get(url: URL, known: FeedTags, limits: DownloadLimits, signal: AbortSignal): Promise<IncomingMessage> {
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  // No name is resolved for an IP address, so no lookup would be asked.
  if (isIP(literal) && !limits.mayConnect(literal)) throw notPublic()
  const headers = {
    'user-agent': 'EsportCoachConnect/1.0 (calendar feed)',
    accept: 'text/calendar, */*;q=0.1',
    'accept-encoding': 'gzip',
    ...(known.etag ? { 'if-none-match': known.etag } : {}),
    ...(known.lastModified ? { 'if-modified-since': known.lastModified } : {}),
  }
  const options = { agent: false as const, headers, lookup: lookupWithin(limits), signal, maxHeaderSize: 16_384 }
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    send(url, options, resolve).on('error', reject).end()
  })
}

/**
 * The lookup of the connection itself: what is checked is what is connected to, so a name that answers otherwise the
 * second time gains nothing.
 */
function lookupWithin({ mayConnect, resolve = resolveName }: DownloadLimits): LookupFunction {
  const find = callbackify(async (name: string) => {
    const addresses = await resolve(name)
    const [first, ...others] = addresses.filter(mayConnect).map((address) => ({ address, family: isIP(address) }))
    if (!first) throw addresses.length === 0 ? unknownName() : notPublic()
    return { first, all: [first, ...others] }
  })
  return (name, options, done) => {
    find(name, (error, found) => {
      if (error) done(error, '', 4)
      else if (options.all) done(null, found.all)
      else done(null, found.first.address, found.first.family)
    })
  }
}

/** Asks name servers by itself: the system's resolver works in few threads, which slow name servers could fill. */
async function resolveName(name: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
}

async function received(response: IncomingMessage, status: number, limits: DownloadLimits): Promise<Download> {
  if (status !== 200) throw dropped(response, new FeedFault(statusWords(status)))
  const { etag, 'last-modified': lastModified, 'content-encoding': encoding } = response.headers
  if (encoding !== undefined && encoding !== 'gzip' && encoding !== 'identity')
    throw dropped(response, new FeedFault('The feed is sent in a way that is not understood here'))
  const body = encoding === 'gzip' ? unzipped(response) : response
  const text = await textOf(body, limits.maxBytes ?? defaultMaxBytes).finally(() => response.destroy())
  return { text, etag: plainTag(etag), lastModified: plainTag(lastModified) }
}

function unzipped(response: IncomingMessage): Readable {
  const unzip = createGunzip()
  response.on('error', (error) => unzip.destroy(error)).pipe(unzip)
  return unzip
}

/** Counted as it is unpacked, so that little data which unpacks to much is stopped as well. */
async function textOf(body: Readable, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new FeedFault(`The feed is larger than ${Math.round(maxBytes / 1024 / 1024)} MB`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const maxTagLength = 300

/** A tag that is too long or too odd to be given back is not kept: the feed is then sent in full each time. */
function plainTag(tag: string | undefined): string | null {
  return tag !== undefined && tag.length <= maxTagLength && /^[\x20-\x7e]+$/.test(tag) ? tag : null
}

function statusWords(status: number): string {
  if (status === 401 || status === 403) return `The feed is not shared with us any more (${status})`
  if (status === 404 || status === 410) return `There is no feed at that address (${status})`
  if (status === 429) return 'The other side wants to be asked less often (429)'
  return status >= 500 ? `The other side has a fault (${status})` : `The other side answered ${status}`
}

const notPublic = () => new FeedFault('The address leads to a machine that is not on the public internet')
const unknownName = () => new FeedFault('There is no such host')

function faultOf(error: unknown, signal: AbortSignal): FeedFault {
  if (error instanceof FeedFault) return error
  if (signal.aborted) return new FeedFault('The other side took too long to answer')
  const { code = '' } = error as { code?: string }
  if (/^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code))
    return new FeedFault('The connection is not safe: its certificate is not valid')
  if (code.startsWith('Z_')) return new FeedFault('What was sent is damaged')
  if (code.startsWith('HPE_')) return new FeedFault('The other side does not speak HTTP')
  return new FeedFault('The other side could not be reached')
}
