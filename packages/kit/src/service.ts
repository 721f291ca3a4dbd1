/** The words a service is declared with: `defineService`, `handle`, `subscribe`, `job`, `socket`, `raw`. */
import type { Readable } from 'node:stream'
import type { BodyOf, Event, ParamsOf, PayloadOf, QueryOf, ReplyOf, Route } from '@ecc/contracts/define'
import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { Static, TObject } from 'typebox'
import type { WebSocket } from 'ws'
import type { Directory } from './call.ts'
import type { Clock } from './clock.ts'
import type { FanOut } from './fan-out.ts'
import type { Caller, TokenVerifier } from './identity.ts'
import type { Upgrade } from './sockets.ts'
import type { Sql, Tx } from './sql.ts'

/** Calls a route of another service: validated, with the caller's identity, a time limit, and problems as errors. */
export type Call = <R extends Route>(
  route: R,
  ...args: Record<string, never> extends CallArguments<R> ? [args?: CallArguments<R>] : [args: CallArguments<R>]
) => Promise<ReplyOf<R>>

type Needed<Name extends string, T> = Record<string, never> extends T ? { [K in Name]?: T } : { [K in Name]: T }
/** The arguments of a call: `params`, `query` and `body`, each only where the contract has it. */
export type CallArguments<R extends Route> = Needed<'params', ParamsOf<R>> &
  Needed<'query', QueryOf<R>> &
  (BodyOf<R> extends null ? { body?: null } : { body: BodyOf<R> })

/** What every handler, subscription, job and socket is given. */
export interface Context<Config = unknown, Resources = unknown> {
  readonly config: Config
  readonly resources: Resources
  readonly sql: Sql
  readonly call: Call
  /** Writes an event into the outbox of this transaction; events of one aggregate arrive in order. */
  emit<E extends Event>(tx: Tx, event: E, payload: PayloadOf<E>, aggregateId: string): Promise<void>
  /** Adds a job in this transaction. A job with the same `key` that has not run yet is replaced. */
  addJob<S extends TObject>(tx: Tx, job: Job<S>, payload: Static<S>, options?: JobOptions): Promise<void>
  now(): Date
  /** A new UUIDv7. */
  id(): string
  random(bytes: number): Buffer
  readonly log: Logger
  readonly fanOut: FanOut
}

/** When and how a job runs; `maxAttempts` is 25 unless told (over about three days, ever slower). */
export interface JobOptions {
  runAt?: Date | string
  key?: string
  maxAttempts?: number
}

/** Facts and means of the HTTP request itself, for the few handlers that need them. */
export interface HttpExchange {
  readonly ip: string
  readonly userAgent: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly cookies: Readonly<Record<string, string | undefined>>
  /** The body as it came; only of routes that declare `rawBody`. */
  readonly rawBody: Buffer
  setHeader(name: string, value: string): void
  /** HttpOnly, SameSite=Lax, and Secure in production. */
  setCookie(name: string, value: string, options: { maxAgeSeconds: number; path: string }): void
  clearCookie(name: string, options: { path: string }): void
}

/** A reply that is not JSON; one that is long comes as a stream, which a fault in it cuts off. */
export class RawReply {
  readonly contentType: string
  readonly body: Buffer | string | Readable
  readonly headers: Record<string, string>
  constructor(contentType: string, body: RawReply['body'], headers: Record<string, string>) {
    this.contentType = contentType
    this.body = body
    this.headers = headers
  }
}

/** Answers a route that declares `rawReply`. */
export function raw(contentType: string, body: RawReply['body'], headers: Record<string, string> = {}): RawReply {
  return new RawReply(contentType, body, headers)
}

type CallerOf<R extends Route> = R['access'] extends 'public' | 'service' ? Caller | null : Caller

/** A handler's first argument: the validated request. */
export interface Request<R extends Route> {
  params: ParamsOf<R>
  query: QueryOf<R>
  body: BodyOf<R>
  caller: CallerOf<R>
  http: HttpExchange
  /** The revision the client saw (`If-Match`), of `versioned` routes. */
  ifMatch: number | null
  /** The `Idempotency-Key`, of `idempotent` routes. */
  key: string | null
  /**
   * A transaction whose return value is the reply, kept under the Idempotency-Key in the same transaction: a repeat
   * gets the same bytes, a concurrent repeat waits. Without a key it is a plain transaction.
   */
  once(work: (tx: Tx) => Promise<ReplyOf<R>>): Promise<ReplyOf<R>>
}

type Serve = (request: Request<Route>, ctx: Context) => Promise<unknown>

/** A route with the code that serves it. */
export interface Handler {
  route: Route
  serve: Serve
}

/** Serves a route of the contract. */
export function handle<R extends Route, C extends Context<never, never>>(
  route: R,
  serve: (request: Request<R>, ctx: C) => Promise<ReplyOf<R> | RawReply>,
): Handler {
  return { route, serve: serve as unknown as Serve }
}

/** An event as it reaches a subscriber. */
export interface Delivery<E extends Event> {
  id: string
  payload: PayloadOf<E>
  occurredAt: string
  /** Runs `work` in a transaction at most once for this event and subscription, however often it is delivered. */
  once(work: (tx: Tx) => Promise<void>): Promise<void>
}

type Receive = (delivery: Delivery<Event>, ctx: Context) => Promise<void>

/** An event with the code that follows from it. */
export interface Subscription {
  event: Event
  receive: Receive
}

/** Follows an event of another service. Delivered at least once, in order per aggregate, retried when it throws. */
export function subscribe<E extends Event, C extends Context<never, never>>(
  event: E,
  receive: (delivery: Delivery<E>, ctx: C) => Promise<void>,
): Subscription {
  return { event, receive: receive as unknown as Receive }
}

/** A slow or timed piece of work, kept in PostgreSQL until it is done. */
export interface Job<S extends TObject = TObject> {
  name: string
  payload: S
  cron: string | undefined
  /** A run that takes longer is tried again. */
  timeLimitMs: number
  run(payload: Static<S>, ctx: Context): Promise<void>
}

const usualTimeLimitMs = 60_000

/**
 * Declares a job; with `cron` (UTC) it also runs by itself, with an empty payload. Runs at least once: check the state first.
 * It has a minute, or `timeLimitMs`.
 */
export function job<S extends TObject, C extends Context<never, never>>(
  name: string,
  payload: S,
  run: (payload: Static<S>, ctx: C) => Promise<void>,
  { cron, timeLimitMs = usualTimeLimitMs }: { cron?: string; timeLimitMs?: number } = {},
): Job<S> {
  return { name, payload, cron, timeLimitMs, run: run as unknown as Job<S>['run'] }
}

/** A WebSocket connection handed to a service. */
export interface Connection {
  socket: WebSocket
  caller: Caller | null
  ip: string
  url: URL
}

/** A WebSocket path of a service. */
export interface SocketHandler {
  path: string
  access: 'public' | 'self'
  maxPayloadBytes: number
  open(connection: Connection, ctx: Context): Promise<void>
}

/** Serves a WebSocket path. With access `self`, `caller` is never null. */
export function socket<C extends Context<never, never>>(
  options: { path: string; access: 'public' | 'self'; maxPayloadBytes: number },
  open: (connection: Connection, ctx: C) => Promise<void>,
): SocketHandler {
  return { ...options, open: open as unknown as SocketHandler['open'] }
}

/** The state of something a service leans on, shown in `/health`. */
export interface DependencyHealth {
  name: string
  status: 'up' | 'degraded' | 'down'
  detail: string
}

/** What a service opens at start and closes at stop. */
export interface Openable {
  /** A stop begins: says so on the open sockets in the service's own words. After it the kit closes what is still open. */
  sayGoodbye?: () => Promise<void>
  close?: () => Promise<void>
  health?: () => Promise<DependencyHealth[]>
}

/** What a process shares; only the gateway needs it. */
export interface Ground {
  directory: Directory
  tokens: TokenVerifier
  clock: Clock
  redis: Redis | undefined
  databaseUrl: string
  production: boolean
}

/** What `resources` may use to open them. */
export interface Opening<Config> {
  config: Config
  ground: Ground
  sql: Sql
  /** The database's address as its owner, for an engine that keeps a schema of its own. */
  databaseUrl: string
  log: Logger
  now: () => Date
}

/** A service: everything it is made of, declared once. */
export interface ServiceDefinition {
  name: string
  port: number
  config: TObject
  /** Folder of numbered SQL files; a service without it has no tables. */
  migrations?: URL
  resources?: (opening: Opening<never>) => Promise<Openable>
  routes: readonly Handler[]
  subscriptions?: readonly Subscription[]
  jobs?: readonly Job<never>[]
  sockets?: readonly SocketHandler[]
  extend?: (app: FastifyInstance, ctx: Context) => Promise<void>
  upgrade?: (ctx: Context) => Upgrade
}

/** A job whatever its payload: jobs of different payloads stand in one list. */
type AnyJob = Pick<Job, 'name' | 'payload' | 'cron'> & { run(payload: never, ctx: Context): Promise<void> }

/** Declares a service. The way of running decides only who listens. */
export function defineService<S extends TObject, Resources extends Openable>(definition: {
  name: string
  port: number
  config: S
  migrations?: URL
  resources?: (opening: Opening<Static<S>>) => Promise<Resources>
  routes: readonly Handler[]
  subscriptions?: readonly Subscription[]
  jobs?: readonly AnyJob[]
  sockets?: readonly SocketHandler[]
  /** Adds to the service's own Fastify instance what no contract describes; the gateway's routing. */
  extend?: (app: FastifyInstance, ctx: Context<Static<S>, Resources>) => Promise<void>
  /** Takes WebSocket upgrades instead of `sockets`; the gateway's hand-over. */
  upgrade?: (ctx: Context<Static<S>, Resources>) => Upgrade
}): ServiceDefinition {
  return definition as unknown as ServiceDefinition
}

/** The schema (and role) a service's tables live in: `session-service` has `session_service`. */
export function schemaOf(serviceName: string): string {
  return serviceName.replaceAll('-', '_')
}

/** A contract's name in file style: `createBooking` is `create-booking`, `booking.held` is `booking-held`. */
export function kebab(name: string): string {
  return name.replaceAll('.', '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
