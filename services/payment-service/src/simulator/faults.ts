import { randomUUID } from 'node:crypto'

export const faultKinds = ['lost_reply', 'error_500', 'rate_limited', 'slow', 'outage'] as const

/**
 * A fault to inject. `lost_reply` does the work and closes the connection without an answer; `outage` closes it
 * without doing anything; `error_500` does nothing and answers 500 (remembered under the idempotency key, as at
 * Stripe); `rate_limited` answers 429; `slow` waits `delayMs` and then goes on.
 */
export interface Fault {
  id: string
  kind: (typeof faultKinds)[number]
  match: { method?: string; path?: string }
  /** How many more requests it hits; null until it is removed. */
  times: number | null
  delayMs: number
}

/** The faults now in force; they are forgotten at a restart. */
export interface Faults {
  add(fault: Omit<Fault, 'id'>): Fault
  clear(): void
  list(): Fault[]
  /** The first fault which hits this request, counted down, or undefined. */
  take(method: string, path: string): Fault | undefined
}

export function createFaults(): Faults {
  let faults: Fault[] = []

  function add(fault: Omit<Fault, 'id'>): Fault {
    const added = { id: randomUUID(), ...fault }
    faults.push(added)
    return added
  }

  function take(method: string, path: string): Fault | undefined {
    const fault = faults.find((one) => hits(one, method, path))
    if (fault === undefined || fault.times === null) return fault
    fault.times -= 1
    if (fault.times <= 0) faults = faults.filter((one) => one !== fault)
    return fault
  }

  return { add, take, list: () => faults, clear: () => void (faults = []) }
}

/** A path in a fault may contain `*`, which stands for anything. */
function hits(fault: Fault, method: string, path: string): boolean {
  const { match } = fault
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false
  if (match.path === undefined) return true
  const pattern = match.path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${pattern.join('.*')}$`).test(path)
}
