import { json } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { explainSlot, freeSlots, type SlotQuery } from '../services/coach-service/src/slots.ts'

const usage = `npm run -s slots < query.json                      prints the free starts of a query, or of each in an array
npm run -s slots -- --explain <instant> < query.json   says why that start is or is not offered`

try {
  const { values } = parseArgs({ options: { explain: { type: 'string' }, help: { type: 'boolean' } } })
  console.log(values.help ? usage : JSON.stringify(answer(await json(process.stdin), values.explain)))
} catch (error) {
  console.error(`slots: ${error instanceof Error ? error.message : String(error)}\n${usage}`)
  process.exitCode = 1
}

/** The answer to one query, or the answers to several; a wrong field of the third is named `[2].field`. */
function answer(input: unknown, instant: string | undefined): unknown {
  const one = (query: unknown) =>
    instant === undefined ? freeSlots(query as SlotQuery) : explainSlot(query as SlotQuery, instant)
  if (!Array.isArray(input)) return one(input)
  return input.map((query, i) => {
    try {
      return one(query)
    } catch (error) {
      throw new Error(`[${i}].${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  })
}
