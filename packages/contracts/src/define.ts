/**
 * The words in which a service promises something: `service()`, `route()`, `event()`, `problem()`.
 * Browser-safe. A contract is data: the gateway routes by it, the kit serves and calls by it, the web app
 * makes queries from it, and OpenAPI is generated from it.
 */
import { type Static, type TObject, type TSchema, Type } from 'typebox'

/**
 * Who may use a route. `public`: anyone. `self`: any signed-in person, on what is theirs. `player`, `coach`, `admin`:
 * a signed-in person with that role. `service`: only other services; never reachable through the gateway.
 */
export type Access = 'public' | 'self' | 'player' | 'coach' | 'admin' | 'service'

/** The three roles a person may hold, several at once. */
export type Role = 'player' | 'coach' | 'admin'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** At most `max` requests in `windowSeconds`, counted per caller (signed-in person, else address) and route. */
export interface RateLimit {
  max: number
  windowSeconds: number
}

/** One of the nine services: its name, its port when it runs as a process of its own, and what it is for. */
export interface ServiceInfo {
  name: string
  port: number
  summary: string
}

/** An expected outcome that is not the wished one; travels as RFC 9457 `application/problem+json`. */
export class ProblemError extends Error {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  readonly extra: Record<string, unknown>

  constructor(code: string, status: number, title: string, detail?: string, extra: Record<string, unknown> = {}) {
    super(detail ?? title)
    this.name = 'ProblemError'
    this.code = code
    this.status = status
    this.title = title
    this.detail = detail
    this.extra = extra
  }

  /** The RFC 9457 body. `extra` members (RFC 9457, 3.2) come beside the standard ones. */
  toJSON(): ProblemBody {
    return {
      ...this.extra,
      type: `/problems/${this.code}`,
      code: this.code,
      title: this.title,
      status: this.status,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
    }
  }
}

/** The body of a problem as it travels. */
export interface ProblemBody {
  type: string
  code: string
  title: string
  status: number
  detail?: string
  [member: string]: unknown
}

/** A named problem: call it to make the error to throw, ask `is` whether a caught error is this one. */
export interface Problem {
  (detail?: string, extra?: Record<string, unknown>): ProblemError
  readonly code: string
  readonly status: number
  readonly title: string
  is(error: unknown): error is ProblemError
}

/**
 * Names a problem once, in the contract. `code` is kebab-case and stable; `title` is for people.
 * @example `throw slotTaken()` in the service, `if (slotTaken.is(error))` in any caller, in or out of process.
 */
export function problem(code: string, status: number, title: string): Problem {
  const make = (detail?: string, extra?: Record<string, unknown>) =>
    new ProblemError(code, status, title, detail, extra)
  return Object.assign(make, {
    code,
    status,
    title,
    is: (error: unknown): error is ProblemError => error instanceof ProblemError && error.code === code,
  })
}

/** Rebuilds the error from a problem body that came over the wire. */
export function problemFromBody(body: ProblemBody): ProblemError {
  const { type: _type, code, title, status, detail, ...extra } = body
  return new ProblemError(code, status, title, detail, extra)
}

/** What a route declares. Everything about it that is not the code which serves it. */
export interface RouteSpec<P extends TObject, Q extends TObject, B extends TSchema, R extends TSchema> {
  method: Method
  /** Without the `/api/v1` prefix; parameters as `:name`. */
  path: string
  access: Access
  /** One line for the API reference. */
  summary: string
  /** What a caller must know beyond the summary. */
  description?: string
  params?: P
  query?: Q
  body?: B
  /** 200 unless told; 204 goes with `Nothing`. */
  status?: number
  reply: R
  problems?: readonly Problem[]
  /** Accepts an `Idempotency-Key`; the handler answers through `once`. */
  idempotent?: boolean
  limit?: RateLimit
  /** How long a caller waits before giving up; 5,000 unless told. */
  timeoutMs?: number
  /** 64 KiB unless told. */
  bodyLimitBytes?: number
  /** Media types of a body taken as raw bytes instead of JSON. */
  rawBody?: readonly string[]
  /** The media type of a reply that is not JSON. */
  rawReply?: string
  /** Replies carry `ETag` made of their `revision`, writes honour `If-Match`. */
  versioned?: boolean
  /** Only there outside production. */
  development?: boolean
  example?: { params?: unknown; query?: unknown; body?: unknown; reply?: unknown }
}

/** A route as promised by a service. */
export interface Route<
  P extends TObject = TObject,
  Q extends TObject = TObject,
  B extends TSchema = TSchema,
  R extends TSchema = TSchema,
> extends RouteSpec<P, Q, B, R> {
  kind: 'route'
  name: string
  service: ServiceInfo
  params: P
  query: Q
  body: B
  status: number
  problems: readonly Problem[]
}

/** A fact a service tells the others, past tense, `noun.verb`. */
export interface Event<S extends TSchema = TSchema> {
  kind: 'event'
  name: string
  service: ServiceInfo
  summary: string
  payload: S
}

/** No parameters, no query, no body, no reply. */
export const Nothing = Type.Null()
const NoFields = Type.Object({}, { additionalProperties: false })
type NoFields = typeof NoFields

/** What a handler's input and a caller's arguments hold for a route. */
export type ParamsOf<T extends Route> = Static<T['params']>
export type QueryOf<T extends Route> = Static<T['query']>
export type BodyOf<T extends Route> = Static<T['body']>
export type ReplyOf<T extends Route> = Static<T['reply']>
export type PayloadOf<T extends Event> = Static<T['payload']>

/** A contract file begins with this: the service, and the `route` and `event` words bound to it. */
export function service(info: ServiceInfo) {
  return {
    ...info,
    /** Promises a route. `name` is also the handler's and the file's name. */
    route<
      P extends TObject = NoFields,
      Q extends TObject = NoFields,
      B extends TSchema = typeof Nothing,
      R extends TSchema = typeof Nothing,
    >(name: string, spec: RouteSpec<P, Q, B, R>): Route<P, Q, B, R> {
      return {
        ...spec,
        kind: 'route',
        name,
        service: info,
        params: spec.params ?? (NoFields as unknown as P),
        query: spec.query ?? (NoFields as unknown as Q),
        body: spec.body ?? (Nothing as unknown as B),
        status: spec.status ?? 200,
        problems: spec.problems ?? [],
      }
    },
    /** Promises an event. */
    event<S extends TSchema>(name: string, payload: S, summary: string): Event<S> {
      return { kind: 'event', name, service: info, payload, summary }
    },
  }
}

/** An object that refuses fields it does not declare; every body, query and reply is one. */
export function Shape<T extends Record<string, TSchema>>(fields: T, options: Record<string, unknown> = {}) {
  return Type.Object(fields, { additionalProperties: false, ...options })
}
