/** Contract calls: through `inject()` when the provider is in this process, over HTTP when not; the same in all else. */
import { type ProblemBody, problemFromBody, type Route } from '@ecc/contracts/define'
import { timedOut, unavailable } from '@ecc/contracts/problems'
import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen, isBrokenCircuitError } from 'cockatiel'
import type { FastifyInstance } from 'fastify'
import { Agent, request as httpRequest } from 'undici'
import type { Lend } from './http.ts'
import type { Caller, ServiceIdentity } from './identity.ts'
import { callDuration } from './metrics.ts'
import type { Call } from './service.ts'
import type { Upgrade } from './sockets.ts'
import { isInTransaction } from './sql.ts'
import { withinTimeLimit } from './time-limit.ts'
import { currentTrace, inSpan, type Span } from './trace.ts'

/** An answer as it came over a transport. */
interface Answer {
  status: number
  contentType: string
  body: string
}

/** Carries one request to one service. */
type Transport = (request: {
  method: string
  path: string
  headers: Record<string, string>
  payload: string | undefined
  timeoutMs: number
}) => Promise<Answer>

/** A service of this process: its instance, its routes for others to answer, and who takes its WebSocket upgrades. */
export interface LocalService {
  app: FastifyInstance
  lend: Lend
  upgrade: Upgrade
}

/** Where the services are: those of this process, and the addresses of the others. */
export class Directory {
  readonly #local = new Map<string, LocalService>()
  readonly #remote = new Map<string, Transport>()
  readonly #addresses: (serviceName: string, port: number) => string
  readonly #agent = new Agent({ connections: 64, keepAliveTimeout: 30_000 })

  constructor(addresses: (serviceName: string, port: number) => string) {
    this.#addresses = addresses
  }

  /** A service runs in this process. */
  add(serviceName: string, service: LocalService): void {
    this.#local.set(serviceName, service)
  }

  /** A service, when it runs in this process. */
  local(serviceName: string): LocalService | undefined {
    return this.#local.get(serviceName)
  }

  /** The base address of a service that is elsewhere. */
  address(service: { name: string; port: number }): string {
    return this.#addresses(service.name, service.port)
  }

  /** How requests reach a service. */
  transport(service: { name: string; port: number }): Transport {
    const local = this.#local.get(service.name)
    if (local) return injectTransport(local.app)
    let remote = this.#remote.get(service.name)
    if (!remote) {
      remote = withBreaker(httpTransport(this.address(service), this.#agent))
      this.#remote.set(service.name, remote)
    }
    return remote
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }
}

function injectTransport(app: FastifyInstance): Transport {
  return async ({ method, path, headers, payload, timeoutMs }) => {
    const answer = app.inject({
      method: method as 'GET',
      url: path,
      headers,
      ...(payload === undefined ? {} : { payload }),
    })
    const response = await withinTimeLimit(answer, timeoutMs, timedOut)
    return {
      status: response.statusCode,
      contentType: String(response.headers['content-type'] ?? ''),
      body: response.body,
    }
  }
}

function httpTransport(base: string, agent: Agent): Transport {
  return async ({ method, path, headers, payload, timeoutMs }) => {
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const response = await httpRequest(base + path, {
        method: method as 'GET',
        headers,
        body: payload ?? null,
        dispatcher: agent,
        signal,
      })
      return {
        status: response.statusCode,
        contentType: String(response.headers['content-type'] ?? ''),
        body: await response.body.text(),
      }
    } catch (error) {
      if (signal.aborted) throw timedOut()
      throw unavailable(`${new URL(base).host} cannot be reached`, { cause: (error as Error).message })
    }
  }
}

const breakAfterFailures = 8
const halfOpenAfterMs = 500

/** After eight failures in a row a service is left alone for half a second, then tried once. */
function withBreaker(transport: Transport): Transport {
  const faulty = handleWhen((error) => unavailable.is(error) || timedOut.is(error))
  const breaker = circuitBreaker(faulty, {
    halfOpenAfter: halfOpenAfterMs,
    breaker: new ConsecutiveBreaker(breakAfterFailures),
  })
  return async (request) => {
    try {
      return await breaker.execute(() => transport(request))
    } catch (error) {
      if (isBrokenCircuitError(error))
        throw unavailable('This part of the platform is recovering', { circuit: CircuitState[breaker.state] })
      throw error
    }
  }
}

const defaultTimeoutMs = 5_000
const retryPauseMs = 50

interface Arguments {
  params?: object
  query?: object
  body?: unknown
}

/** Makes the `call` of a service, on behalf of `caller`. */
export function makeCall(options: {
  directory: Directory
  identity: ServiceIdentity
  serviceName: string
  caller: Caller | null
}): Call {
  const { directory, identity, serviceName, caller } = options
  const call = async (route: Route, args: Arguments = {}) => {
    if (isInTransaction())
      throw new Error(`${route.name} is called inside a transaction: locks would be held over a network wait`)
    const trace = currentTrace()
    const giveUpAt = Math.min(Date.now() + (route.timeoutMs ?? defaultTimeoutMs), trace?.deadlineMs ?? Infinity)
    const begun = {
      requestId: trace?.requestId ?? crypto.randomUUID(),
      traceparent: trace?.traceparent,
      deadlineMs: giveUpAt,
    }
    return inSpan(spanOf(serviceName, route), begun, async () => {
      const stop = callDuration.startTimer({ route: route.name })
      let outcome = 'failed'
      try {
        const answer = await retrySafe(route, sender(route, args, giveUpAt))
        outcome = String(answer.status)
        return read(route, answer)
      } finally {
        stop({ outcome })
      }
    })
  }

  function sender(route: Route, args: Arguments, giveUpAt: number): () => Promise<Answer> {
    const trace = currentTrace()
    const headers: Record<string, string> = {
      'x-service': identity.mint(serviceName),
      'x-request-id': trace?.requestId ?? '',
      'x-deadline-ms': String(giveUpAt),
      traceparent: trace?.traceparent ?? '',
      ...(caller ? { authorization: `Bearer ${caller.token}` } : {}),
    }
    const payload = args.body === undefined || args.body === null ? undefined : JSON.stringify(args.body)
    if (payload !== undefined) headers['content-type'] = 'application/json'
    const path = pathOf(route, args.params ?? {}, args.query ?? {})
    return () => {
      const timeoutMs = giveUpAt - Date.now()
      if (timeoutMs <= 0) throw timedOut()
      return directory.transport(route.service)({ method: route.method, path, headers, payload, timeoutMs })
    }
  }
  return call as unknown as Call
}

const spanOf = (service: string, route: Route): Span => ({
  service,
  kind: 'client',
  name: route.name,
  attributes: { 'http.request.method': route.method, 'peer.service': route.service.name },
})

/** Only reading is tried again, once: a write may have happened although its answer was lost. */
async function retrySafe(route: Route, attempt: () => Promise<Answer>): Promise<Answer> {
  if (route.method !== 'GET') return attempt()
  try {
    const answer = await attempt()
    if (answer.status !== 503) return answer
  } catch (error) {
    if (!unavailable.is(error)) throw error
  }
  await new Promise((resolve) => setTimeout(resolve, retryPauseMs * (1 + Math.random())))
  return attempt()
}

function read(route: Route, answer: Answer): unknown {
  if (answer.contentType.startsWith('application/problem+json'))
    throw problemFromBody(JSON.parse(answer.body) as ProblemBody)
  if (answer.status >= 400) throw unavailable(`${route.name} answered ${answer.status}`)
  if (route.rawReply) return answer.body
  return answer.body === '' ? null : JSON.parse(answer.body)
}

/** The path of a route with its parameters and query filled in. */
export function pathOf(route: Route, params: object, query: object): string {
  const values = params as Record<string, string>
  const path = route.path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(String(values[name])))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return search.size > 0 ? `${path}?${search.toString()}` : path
}
