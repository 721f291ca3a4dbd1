import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { isPublicAddress } from './feed-address.ts'
import { type DownloadLimits, downloadFeed, type FeedTags } from './feed-download.ts'
import { FeedFault } from './feed-fault.ts'

let answer: (path: string, response: ServerResponse, headers: IncomingHttpHeaders) => void
let asked: string[] = []
let port = 0
const server = createServer((request, response) => {
  asked.push(`${request.headers.host} ${request.url}`)
  answer(request.url ?? '', response, request.headers)
})
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
  port = (server.address() as { port: number }).port
})
afterEach(() => {
  asked = []
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const untagged: FeedTags = { etag: null, lastModified: null }
/** Only 127.0.0.1 counts as public, so that the way into the inside can be tried with 127.0.0.2. */
const lenient: DownloadLimits = { mayConnect: (address) => address === '127.0.0.1', allowHttp: true }
const download = (path: string, limits: Partial<DownloadLimits> = {}, known = untagged, host = '127.0.0.1') =>
  downloadFeed(`http://${host}:${port}${path}`, known, { ...lenient, ...limits })
const words = async (downloading: Promise<unknown>) => {
  const error = await downloading.then(
    () => new Error('it was fetched'),
    (reason: unknown) => reason as Error,
  )
  if (!(error instanceof FeedFault)) throw error
  return error.message
}

it('fetches a feed with its tags, packed or not, and hears that it is as it was', async () => {
  answer = (path, response, headers) => {
    if (headers['if-none-match'] === '"v1"' && headers['if-modified-since'] === 'Mon, 01 Mar 2027 10:00:00 GMT')
      return void response.writeHead(304).end()
    const body = Buffer.from('BEGIN:VCALENDAR…')
    const packed = path === '/packed'
    const encoding = packed ? { 'content-encoding': 'gzip' } : {}
    response.writeHead(200, { etag: '"v1"', 'last-modified': 'Mon, 01 Mar 2027 10:00:00 GMT', ...encoding })
    response.end(packed ? gzipSync(body) : body)
  }
  const tags = { etag: '"v1"', lastModified: 'Mon, 01 Mar 2027 10:00:00 GMT' }
  expect(await download('/plain')).toEqual({ text: 'BEGIN:VCALENDAR…', ...tags })
  expect(await download('/packed')).toEqual({ text: 'BEGIN:VCALENDAR…', ...tags })
  expect(await download('/plain', {}, tags)).toBeUndefined()
})

it('connects to no private machine: by address, by any spelling of it, by name, or sent on there', async () => {
  answer = (path, response) => {
    if (path === '/on') return void response.writeHead(302, { location: `http://127.0.0.2:${port}/secret` }).end()
    if (path === '/on-by-name')
      return void response.writeHead(307, { location: `http://inside.example:${port}/secret` }).end()
    response.end('a secret')
  }
  const refusal = 'The address leads to a machine that is not on the public internet'
  for (const host of ['127.0.0.2', '2130706434', '0x7f000002', '[::ffff:127.0.0.2]'])
    expect(await words(download('/secret', {}, untagged, host))).toBe(refusal)
  const resolve = async (name: string) => (name === 'inside.example' ? ['127.0.0.2', '10.0.0.1'] : ['127.0.0.1'])
  expect(await words(download('/secret', { resolve }, untagged, 'inside.example'))).toBe(refusal)
  expect(await words(download('/on', { resolve }))).toBe(refusal)
  expect(await words(download('/on-by-name', { resolve }))).toBe(refusal)
  expect(asked.filter((line) => line.includes('secret'))).toEqual([])
  for (const host of ['127.0.0.1', 'localhost'])
    expect(
      await words(
        download('/secret', { mayConnect: isPublicAddress, resolve: async () => ['127.0.0.1', '::1'] }, untagged, host),
      ),
    ).toBe(refusal)
})

it('connects to what was checked, though the name answers otherwise the next time', async () => {
  answer = (_, response) => response.end('BEGIN:VCALENDAR')
  const answers = [['127.0.0.1'], ['127.0.0.2']]
  const resolve = async () => answers.shift() ?? []
  expect(await download('/', { resolve }, untagged, 'rebinding.example')).toMatchObject({ text: 'BEGIN:VCALENDAR' })
  expect(answers).toHaveLength(1)
  expect(asked).toEqual([`rebinding.example:${port} /`])
})

it('follows few redirects, and none away from https', async () => {
  answer = (path, response) => {
    const step = Number(path.slice(1))
    if (step === 0) return void response.end('BEGIN:VCALENDAR')
    response.writeHead(301, { location: `/${step - 1}` }).end()
  }
  expect(await download('/4')).toMatchObject({ text: 'BEGIN:VCALENDAR' })
  expect(await words(download('/5'))).toBe('The address leads from one place to the next without end')
  expect(await words(download('/1', { allowHttp: false }))).toBe('The address leads on to one that is not https')
})

it('stops what is too large, also when little is sent that unpacks to much', async () => {
  const large = Buffer.alloc(300_000, 'x')
  answer = (path, response) => {
    if (path === '/packed') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(large))
    else response.end(large)
  }
  const maxBytes = 200_000
  expect(await words(download('/', { maxBytes }))).toMatch(/^The feed is larger than/)
  expect(await words(download('/packed', { maxBytes }))).toMatch(/^The feed is larger than/)
})

it('gives up on one that says nothing, or never ends', async () => {
  answer = (path, response) => {
    if (path === '/endless') response.write('BEGIN:VCALENDAR')
  }
  for (const path of ['/silent', '/endless'])
    expect(await words(download(path, { timeLimitMs: 150 }))).toBe('The other side took too long to answer')
})

it('says in plain words what is wrong, and never the address', async () => {
  answer = (path, response) => {
    if (path === '/damaged') return void response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip')
    if (path === '/unasked') return void response.writeHead(304).end()
    if (path === '/cut') return void response.destroy()
    response.writeHead(Number(path.slice(1))).end()
  }
  const said = async (path: string) => words(download(path))
  expect(await said('/404')).toBe('There is no feed at that address (404)')
  expect(await said('/403')).toBe('The feed is not shared with us any more (403)')
  expect(await said('/429')).toBe('The other side wants to be asked less often (429)')
  expect(await said('/503')).toBe('The other side has a fault (503)')
  expect(await said('/204')).toBe('The other side answered 204')
  expect(await said('/unasked')).toBe('The other side answered 304')
  expect(await said('/damaged')).toBe('What was sent is damaged')
  expect(await said('/cut')).toBe('The other side could not be reached')
  expect(await words(download('/', { resolve: async () => [] }, untagged, 'nobody.example'))).toBe(
    'There is no such host',
  )
})
