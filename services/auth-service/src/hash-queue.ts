/** Bounds how much password hashing runs at once, so that a flood of sign-ins cannot exhaust cores and memory. */
import { unavailable } from '@ecc/contracts/problems'

/** Runs work at most `concurrency` at a time, first come first served. */
export interface HashQueue {
  /** Throws `unavailable` at once when the queue is full: an early no costs less than a late one. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** How many wait. */
  waiting(): number
  /** Whether the next one would be refused. */
  isFull(): boolean
}

/** Makes a queue in which at most `waiting` pieces of work wait. */
export function hashQueue({ concurrency, waiting }: { concurrency: number; waiting: number }): HashQueue {
  const queue: (() => void)[] = []
  let running = 0
  const isFull = () => running >= concurrency && queue.length >= waiting

  async function enter(): Promise<void> {
    if (running < concurrency) {
      running++
      return
    }
    if (isFull()) throw unavailable('Too many people are signing in; try again in a moment')
    await new Promise<void>((resolve) => queue.push(resolve))
  }

  function leave(): void {
    const next = queue.shift()
    // A waiting one takes the place over, so `running` does not change and nobody can slip in between.
    if (next) next()
    else running--
  }

  return {
    waiting: () => queue.length,
    isFull,
    async run(work) {
      await enter()
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
