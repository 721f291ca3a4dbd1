/** What ties together everything that one request caused: request id and W3C trace context, carried by async context. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { someRandomBytes } from './random.ts'

/** The trace of the work under way. `traceparent` is W3C Trace Context, version 00. */
export interface Trace {
  requestId: string
  traceparent: string
  /** Epoch ms by the machine's clock after which nobody waits for the answer. */
  deadlineMs?: number
}

const current = new AsyncLocalStorage<Trace>()

/** The trace under way, if any. */
export function currentTrace(): Trace | undefined {
  return current.getStore()
}

function withTrace<T>(trace: Trace, work: () => T): T {
  return current.run(trace, work)
}

const traceparentPattern = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/

function isTraceparent(given: unknown): given is string {
  return typeof given === 'string' && traceparentPattern.test(given)
}

/** Goes on with a `traceparent` when it is one, else starts a new trace (not sampled). */
export function continueTraceparent(given: string | undefined): string {
  if (isTraceparent(given)) return given
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

/** Runs work as a span of the trace that `traceparent` names, or of a new one, and hands it its own traceparent. */
export type Recorder = <T>(
  span: Span,
  traceparent: string | undefined,
  work: (traceparent: string) => Promise<T>,
) => Promise<T>

const recordNothing: Recorder = (_span, traceparent, work) => work(continueTraceparent(traceparent))
let record = recordNothing

/** Has every span recorded from now on; without a recorder, traces are only passed on. */
export function recordSpans(recorder: Recorder = recordNothing): void {
  record = recorder
}

/** Runs work as a span: what it calls, tells and adds belongs to the same trace. `begun` is what it was begun by. */
export function inSpan<T>(
  span: Span,
  begun: { requestId: string; traceparent?: string | null | undefined; deadlineMs?: number },
  work: () => Promise<T>,
): Promise<T> {
  const given = isTraceparent(begun.traceparent) ? begun.traceparent : undefined
  return record(span, given, (traceparent) => withTrace({ ...begun, traceparent }, work))
}
