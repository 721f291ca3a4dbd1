/** The thread in which feeds are read: whatever is in one, it costs nobody else's time or memory. */
import { parentPort } from 'node:worker_threads'
import { busyFromFeed, type FeedQuery, type FeedTimes } from './busy-from-feed.ts'
import { FeedFault } from './feed-fault.ts'

/** What the thread is sent. */
export interface FeedQuestion extends FeedQuery {
  text: string
}

/** What it sends back. */
export type FeedAnswer = { times: FeedTimes } | { fault: string }

parentPort?.on('message', ({ text, ...query }: FeedQuestion) => {
  parentPort?.postMessage(answer(text, query))
})

function answer(text: string, query: FeedQuery): FeedAnswer {
  try {
    return { times: busyFromFeed(text, query) }
  } catch (error) {
    if (error instanceof FeedFault) return { fault: error.message }
    throw error
  }
}
