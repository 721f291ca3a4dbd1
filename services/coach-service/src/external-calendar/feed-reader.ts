import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { FeedQuery, FeedTimes } from './busy-from-feed.ts'
import { FeedFault } from './feed-fault.ts'
import type { FeedAnswer, FeedQuestion } from './feed-worker.ts'

const timeLimitMs = 10_000
const memoryLimitMb = 256

/** Reads feeds beside the process's own work, one after the other. Close it when done. */
export interface FeedReader {
  /** As `busyFromFeed`; throws a FeedFault also when it takes too much time or memory. */
  read(text: string, query: FeedQuery): Promise<FeedTimes>
  close(): Promise<void>
}

/** Makes a reader; its thread starts with the first feed, and anew after one that had to be given up. */
export function openFeedReader(limitMs = timeLimitMs): FeedReader {
  let worker: Worker | undefined
  let turn: Promise<unknown> = Promise.resolve()
  const end = async () => {
    const ended = worker
    worker = undefined
    await ended?.terminate()
  }
  const ask = async (question: FeedQuestion): Promise<FeedTimes> => {
    worker ??= new Worker(new URL('./feed-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb },
    })
    const answered = once(worker, 'message', { signal: AbortSignal.timeout(limitMs) }) as Promise<[FeedAnswer]>
    worker.postMessage(question)
    const [answer] = await answered.catch(async (error: Error) => {
      await end()
      throw new FeedFault(
        error.name === 'AbortError' ? 'The feed takes too long to read' : 'The feed could not be read',
      )
    })
    if ('fault' in answer) throw new FeedFault(answer.fault)
    return answer.times
  }
  return {
    read(text, query) {
      const next = turn.then(() => ask({ text, ...query }))
      turn = next.catch(() => undefined)
      return next
    },
    close: end,
  }
}
