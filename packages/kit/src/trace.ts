/** What ties together everything that one request caused: request id and W3C trace context, carried by async context. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { someRandomBytes } from './random.ts'

/** The trace of the work under way. */
export interface Trace {
  readonly requestId: string
  /** W3C Trace Context, version 00. */
  readonly traceparent: string
  /** Epoch ms by the machine's clock after which nobody waits for the answer. */
  readonly deadlineMs: number | undefined
}

/** What a piece of work was begun by. */
export interface Begun {
  requestId: string
  traceparent?: string | null | undefined
  deadlineMs?: number
}

/** Most requests call nobody and tell nothing: a trace that began here is given its ids when somebody asks for them. */
class LazyTrace implements Trace {
  readonly requestId: string
  readonly deadlineMs: number | undefined
  #traceparent: string | undefined

  constructor({ requestId, deadlineMs }: Begun, traceparent: string | undefined) {
    this.requestId = requestId
    this.deadlineMs = deadlineMs
    this.#traceparent = traceparent
  }

  get traceparent(): string {
    return (this.#traceparent ??= newTraceparent())
  }
}

const current = new AsyncLocalStorage<Trace>()

/** The trace under way, if any. */
export function currentTrace(): Trace | undefined {
  return current.getStore()
}

const traceparentPattern = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/

function isTraceparent(given: unknown): given is string {
  return typeof given === 'string' && traceparentPattern.test(given)
}

/** The beginning of a trace, not sampled. */
function newTraceparent(): string {
  const ids = someRandomBytes(24).toString('hex')
  return `00-${ids.slice(0, 32)}-${ids.slice(32)}-00`
}

/** A piece of work, as whoever records traces sees it. */
export interface Span {
  service: string
  kind: 'server' | 'client' | 'consumer'
  name: string
  attributes: Record<string, string | number>
}

/**
 * Runs work as a span of the trace that `traceparent` names, or of a new one, and hands it its own traceparent. Who
 * begins no traces hands on what there is.
 */
export type Recorder = <T>(
  span: Span,
  traceparent: string | undefined,
  work: (traceparent: string | undefined) => Promise<T>,
) => Promise<T>

const recordNothing: Recorder = (_span, traceparent, work) => work(traceparent)
let record = recordNothing

/** Has every span recorded from now on; without a recorder, traces are only passed on. */
export function recordSpans(recorder: Recorder = recordNothing): void {
  record = recorder
}

/** Runs work as a span: what it calls, tells and adds belongs to the same trace. */
export function inSpan<T>(span: Span, begun: Begun, work: () => Promise<T>): Promise<T> {
  const given = isTraceparent(begun.traceparent) ? begun.traceparent : undefined
  return record(span, given, (traceparent) => current.run(new LazyTrace(begun, traceparent), work))
}
