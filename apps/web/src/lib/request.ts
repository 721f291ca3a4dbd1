/** One HTTP request made from a contract: no identity, no retries. `api.ts` adds those. */
import {
  type BodyOf,
  type ParamsOf,
  type ProblemBody,
  problem,
  problemFromBody,
  type QueryOf,
  type ReplyOf,
  type Route,
} from '@ecc/contracts/define'
import { internalFault, timedOut } from '@ecc/contracts/problems'
import { learnServerTime } from './clock.ts'

/** The server could not be reached at all. */
export const noConnection = problem('no-connection', 0, 'There is no connection to the server')

/** Optional when nothing in it is required. */
type Part<Name extends string, Value> = Value extends null
  ? { [name in Name]?: undefined }
  : Record<never, never> extends Value
    ? { [name in Name]?: Value }
    : { [name in Name]: Value }

/** What a route needs to be called; `ifMatch` is the revision last read, for versioned routes. */
export type ArgsOf<T extends Route> = Part<'params', ParamsOf<T>> &
  Part<'query', QueryOf<T>> &
  Part<'body', BodyOf<T>> & { ifMatch?: number }

/** What goes along with a request beside its arguments. */
export interface Sending {
  accessToken?: string | null
  idempotencyKey?: string
  signal?: AbortSignal
}

const baseUrl = '/api/v1'
/** The server gives up after the route's own time limit and says so; only when even that does not come do we. */
const graceMs = 5_000

/** Sends one request. Throws the route's problems, `noConnection` or `timedOut`. A raw reply is answered as a `Blob`. */
export async function send<T extends Route>(route: T, args: ArgsOf<T>, sending: Sending = {}): Promise<ReplyOf<T>> {
  const sentAtMs = Date.now()
  const response = await reach(route, args, sending)
  learnServerTime(response.headers.get('date'), sentAtMs, Date.now())
  if (!response.ok) throw await problemOf(response)
  if (response.status === 204) return null as ReplyOf<T>
  if (route.rawReply !== undefined) return (await response.blob()) as ReplyOf<T>
  const text = await response.text()
  return (text === '' ? null : JSON.parse(text)) as ReplyOf<T>
}

async function reach(route: Route, args: Loose, sending: Sending): Promise<Response> {
  const limit = AbortSignal.timeout((route.timeoutMs ?? 5_000) + graceMs)
  const { headers, body } = contentOf(route, args, sending)
  try {
    return await fetch(addressOf(route, args), {
      method: route.method,
      headers,
      body,
      credentials: 'same-origin',
      signal: sending.signal ? AbortSignal.any([sending.signal, limit]) : limit,
    })
  } catch (error) {
    if (limit.aborted) throw timedOut()
    if (sending.signal?.aborted) throw error
    throw noConnection()
  }
}

type Loose = { params?: object; query?: object; body?: unknown; ifMatch?: number }

/** The path with its parameters filled in, and the query without what is undefined. */
export function addressOf(route: Pick<Route, 'path'>, args: Pick<Loose, 'params' | 'query'>): string {
  const params = new Map(Object.entries(args.params ?? {}))
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params.get(name))))
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(args.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value))
  }
  const search = query.toString()
  return baseUrl + path + (search === '' ? '' : `?${search}`)
}

function contentOf(route: Route, args: Loose, sending: Sending): { headers: Headers; body: BodyInit | null } {
  const headers = new Headers({ accept: 'application/json' })
  if (sending.accessToken) headers.set('authorization', `Bearer ${sending.accessToken}`)
  if (sending.idempotencyKey) headers.set('idempotency-key', sending.idempotencyKey)
  if (args.ifMatch !== undefined) headers.set('if-match', `"${args.ifMatch}"`)
  if (args.body instanceof Blob) {
    headers.set('content-type', args.body.type)
    return { headers, body: args.body }
  }
  const takesBody = 'type' in route.body && route.body.type === 'object'
  if (!takesBody) return { headers, body: null }
  headers.set('content-type', 'application/json')
  return { headers, body: JSON.stringify(args.body ?? {}) }
}

async function problemOf(response: Response) {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  const extra = Number.isNaN(retryAfter) ? {} : { retryAfterSeconds: retryAfter }
  // Without a problem body something between us and the server has answered.
  const body = await response.json().then(
    (json: unknown) => json as ProblemBody,
    () => null,
  )
  if (typeof body?.code === 'string') return problemFromBody({ ...extra, ...body })
  return internalFault(`The server answered ${response.status}`, extra)
}
