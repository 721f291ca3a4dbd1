import { unavailable } from '@ecc/contracts/problems'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hashQueue } from './hash-queue.ts'

describe('hashQueue', () => {
  test('never runs more at once than it may, and runs all it has taken in their order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 6 }),
        fc.array(fc.boolean(), { maxLength: 20 }),
        async (concurrency, waiting, pieces) => {
          const queue = hashQueue({ concurrency, waiting })
          const started: number[] = []
          let running = 0
          let most = 0
          const outcomes = await Promise.allSettled(
            pieces.map((fails, index) =>
              queue.run(async () => {
                started.push(index)
                most = Math.max(most, ++running)
                await Promise.resolve()
                running--
                if (fails) throw new Error('the work itself failed')
              }),
            ),
          )
          const taken = Math.min(pieces.length, concurrency + waiting)
          const refused = outcomes.filter((o) => o.status === 'rejected' && unavailable.is(o.reason))
          expect(most).toBeLessThanOrEqual(concurrency)
          expect(started).toEqual(Array.from({ length: taken }, (_, index) => index))
          expect(refused).toHaveLength(pieces.length - taken)
          expect(queue.waiting()).toBe(0)
        },
      ),
    )
  })
})
