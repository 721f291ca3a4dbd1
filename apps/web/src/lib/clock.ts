/** The server's clock, learned from the `Date` header of its answers: countdowns and "is the room open" go by it. */

let offsetMs = 0
const listeners = new Set<() => void>()

/** Whole milliseconds since the epoch by the server's clock. */
export function now(): number {
  return Date.now() + offsetMs
}

/**
 * Learns from one answer. The header counts whole seconds, so a difference within its resolution and the time the
 * request took says nothing and is left alone.
 */
export function learnServerTime(dateHeader: string | null, sentAtMs: number, receivedAtMs: number): void {
  const server = dateHeader === null ? Number.NaN : Date.parse(dateHeader)
  if (Number.isNaN(server)) return
  const measured = Math.round(server + 500 - (sentAtMs + receivedAtMs) / 2)
  const resolution = 1000 + (receivedAtMs - sentAtMs) / 2
  if (Math.abs(measured - offsetMs) <= resolution) return
  offsetMs = Math.abs(measured) <= resolution ? 0 : measured
  for (const listener of listeners) listener()
}

/** Tells when the server's clock turned out to be elsewhere than thought; answers the function that ends this. */
export function onClockMoved(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
