/** What ties together everything that one request caused: request id and W3C trace context, carried by async context. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'

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

/** Runs `work` within a trace. */
export function withTrace<T>(trace: Trace, work: () => T): T {
  return current.run(trace, work)
}

const traceparentPattern = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/

/** Goes on with a `traceparent` when it is one, else starts a new trace (not sampled). */
export function continueTraceparent(given: string | undefined): string {
  if (given && traceparentPattern.test(given)) return given
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`
}
