/** How often the waiting are looked through, and so how much later than asked a time limit may come. */
const sweepMs = 25

interface Waiting {
  lateAtMs: number
  giveUp: () => void
}

const waiting = new Set<Waiting>()
let sweeping: NodeJS.Timeout | undefined

/**
 * The outcome of `work`, or the error of `late` once `limitMs` have passed. The work itself is not stopped: who must not
 * do a thing twice guards it where it is done. Almost all work is done in time, so all share one timer.
 */
export function withinTimeLimit<T>(work: Promise<T>, limitMs: number, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const entry = { lateAtMs: performance.now() + limitMs, giveUp: () => reject(late()) }
    waiting.add(entry)
    sweeping ??= setInterval(sweep, sweepMs)
    work.then(
      (value) => {
        waiting.delete(entry)
        resolve(value)
      },
      (error: unknown) => {
        waiting.delete(entry)
        reject(error as Error)
      },
    )
  })
}

function sweep(): void {
  const now = performance.now()
  for (const entry of waiting) {
    if (entry.lateAtMs > now) continue
    waiting.delete(entry)
    entry.giveUp()
  }
  if (waiting.size > 0) return
  clearInterval(sweeping)
  sweeping = undefined
}
