import { timingSafeEqual } from 'node:crypto'
// timer: an answer that a fault makes slow; nothing is kept in it
import { setTimeout as pause } from 'node:timers/promises'
import { failpoint } from '@ecc/kit'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { expandPaths } from './expand.ts'
import type { Fault } from './faults.ts'
import { type Form, formOfJson, parseForm } from './form.ts'
import { performOnce, type Reply } from './idempotency.ts'
import { type Parameters, parametersOf } from './parameters.ts'
import { errorText, StripeProblem, serverProblem } from './problems.ts'
import { type Simulation, workIn } from './simulation.ts'
import { apiVersion, newId, platformAccount, type Work } from './work.ts'

/** An endpoint of the API: reads its parameters, does its work in one transaction, returns Stripe's object. */
export interface Endpoint {
  method: 'GET' | 'POST'
  path: string
  handle: (work: Work, parameters: Parameters, ...ids: string[]) => Promise<object>
}

/** The one endpoint which browsers may call, with the publishable key, so that card numbers pass our server by. */
const browserPath = '/v1/payment_methods'
const bodyBytesMax = 1_048_576

/** An HTTP server that answers the endpoints in Stripe's way: keys, request ids, idempotency, error bodies, faults. */
export function createServer(simulation: Simulation, endpoints: Endpoint[]): FastifyInstance {
  const server = fastify({
    bodyLimit: bodyBytesMax,
    genReqId: () => newId('req'),
    routerOptions: { querystringParser: (text) => ({ text }) },
  })
  server.removeAllContentTypeParsers()
  const asText = { parseAs: 'string' as const }
  server.addContentTypeParser(['application/x-www-form-urlencoded', 'application/json'], asText, (_, body, done) =>
    done(null, body),
  )
  for (const { method, path, handle } of endpoints) {
    server.route({ method, url: path, handler: (request, reply) => answer(simulation, request, reply, handle) })
  }
  server.options(browserPath, (_, reply) => allowBrowsers(reply).status(204).send())
  server.setNotFoundHandler((request, reply) => {
    const message = `Unrecognized request URL (${request.method}: ${pathOf(request)}).`
    sendProblem(request, reply, new StripeProblem(404, { type: 'invalid_request_error', message }))
  })
  server.setErrorHandler((error, request, reply) => sendProblem(request, reply, problemOf(simulation, error)))
  return server
}

async function answer(
  simulation: Simulation,
  request: FastifyRequest,
  reply: FastifyReply,
  handle: Endpoint['handle'],
): Promise<FastifyReply> {
  if (request.method === 'POST' && pathOf(request) === browserPath) allowBrowsers(reply)
  authorize(simulation, request)
  const fault = simulation.faults.take(request.method, pathOf(request))
  // timer: see the import
  if (fault?.kind === 'slow') await pause(fault.delayMs)
  if (fault?.kind === 'outage') return hangUp(request, reply)
  if (fault?.kind === 'rate_limited') throw rateLimited()
  const result = await perform(simulation, request, handle, fault)
  simulation.delivery.wake()
  if (request.method === 'POST') await failpoint('provider:carried-out')
  return fault?.kind === 'lost_reply' ? hangUp(request, reply) : send(request, reply, result)
}

async function perform(
  simulation: Simulation,
  request: FastifyRequest,
  handle: Endpoint['handle'],
  fault: Fault | undefined,
): Promise<Reply> {
  const key = request.method === 'POST' ? header(request, 'idempotency-key') : undefined
  const account = header(request, 'stripe-account') ?? platformAccount
  const form = formOf(request)
  const identity = {
    key,
    method: request.method,
    path: pathOf(request),
    account,
    text: textOf(request),
    requestId: request.id,
    nowSeconds: simulation.clock.nowSeconds(),
  }
  return performOnce(simulation.pool, identity, async (tx) => {
    if (fault?.kind === 'error_500') throw serverProblem()
    const work = workIn(simulation, tx, { account, cause: { requestId: request.id, idempotencyKey: key ?? null } })
    const parameters = parametersOf(form)
    const expand = parameters.list('expand')
    const ids = Object.values(request.params as Record<string, string>)
    const object = await handle(work, parameters, ...ids)
    await expandPaths(work, object, expand)
    return object
  })
}

/** The secret key may do everything; the publishable key may only turn a card into a payment method. */
function authorize(simulation: Simulation, request: FastifyRequest): void {
  const key = keyOf(request)
  if (key === undefined) {
    const message =
      'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer ' +
      "auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
    throw new StripeProblem(401, { type: 'invalid_request_error', message })
  }
  if (equal(key, simulation.settings.secretKey)) return
  if (!equal(key, simulation.settings.publishableKey)) {
    const shown = `${key.slice(0, 8)}****${key.slice(-4)}`
    throw new StripeProblem(401, { type: 'invalid_request_error', message: `Invalid API Key provided: ${shown}` })
  }
  if (request.method === 'POST' && pathOf(request) === browserPath) return
  const message = 'This API call cannot be made with a publishable API key. Please use a secret API key.'
  throw new StripeProblem(403, { type: 'invalid_request_error', code: 'secret_key_required', message })
}

function keyOf(request: FastifyRequest): string | undefined {
  const [scheme = '', credentials = ''] = (request.headers.authorization ?? '').split(' ')
  if (/^bearer$/i.test(scheme)) return credentials
  if (/^basic$/i.test(scheme)) return Buffer.from(credentials, 'base64').toString().split(':')[0]
  return undefined
}

function equal(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function formOf(request: FastifyRequest): Form {
  const isJson = header(request, 'content-type')?.startsWith('application/json') === true && request.method === 'POST'
  const form = isJson ? jsonForm(textOf(request)) : parseForm(textOf(request))
  if (form !== undefined) return form
  throw new StripeProblem(400, { type: 'invalid_request_error', message: 'Invalid request: the body cannot be read.' })
}

function jsonForm(text: string): Form | undefined {
  try {
    return formOfJson(JSON.parse(text === '' ? '{}' : text))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function textOf(request: FastifyRequest): string {
  if (request.method === 'GET') return (request.query as { text: string }).text ?? ''
  return typeof request.body === 'string' ? request.body : ''
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? ''
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function allowBrowsers(reply: FastifyReply): FastifyReply {
  return reply.headers({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization, content-type, idempotency-key, stripe-version',
    'access-control-expose-headers': 'request-id',
    'access-control-max-age': '300',
  })
}

function send(request: FastifyRequest, reply: FastifyReply, result: Reply): FastifyReply {
  const key = header(request, 'idempotency-key')
  if (key !== undefined && request.method === 'POST') reply.header('idempotency-key', key)
  if (result.replayed) reply.headers({ 'idempotent-replayed': 'true', 'original-request': result.requestId })
  if (result.status >= 500) reply.header('stripe-should-retry', 'false')
  return reply
    .status(result.status)
    .headers({ 'request-id': request.id, 'stripe-version': apiVersion, 'content-type': 'application/json' })
    .send(result.body)
}

function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: StripeProblem): void {
  const body = errorText(problem, pathOf(request))
  send(request, reply, { status: problem.status, body, requestId: request.id, replayed: false })
}

function problemOf(simulation: Simulation, error: unknown): StripeProblem {
  if (error instanceof StripeProblem) return error
  const status = (error as { statusCode?: number }).statusCode ?? 500
  if (status < 500) return new StripeProblem(status, { type: 'invalid_request_error', message: String(error) })
  simulation.report(error)
  return serverProblem()
}

function rateLimited(): StripeProblem {
  const message =
    'Request rate limit exceeded. You have exceeded the number of requests that you may make in a period of time.'
  return new StripeProblem(429, { type: 'invalid_request_error', code: 'rate_limit', message })
}

/** Closes the connection without an answer, as a lost network does. */
function hangUp(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack()
  request.raw.socket.destroy()
  return reply
}
