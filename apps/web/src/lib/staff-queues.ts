/** How much waits for the staff: the overview says it, and so do the figures beside the pages of their desk. */
import type { Route } from '@ecc/contracts/define'
import type { listDisputes } from '@ecc/contracts/disputes'
import { getMoneyWatch, type MoneyWatch } from '@ecc/contracts/operator'
import type { listVerifications } from '@ecc/contracts/verifications'
import { useApiQuery } from './api.ts'

const refreshMs = 30_000
/** Enough to tell how long a queue is without reading it all. */
const queueLimit = 50

/** So many wait; `more` when they were not counted further. */
export interface QueueLength {
  count: number
  more: boolean
}

/** What of the money watch needs a person. */
export const moneyNeeds = [
  'openDifferences',
  'failingOperations',
  'refusedRefunds',
  'openChargebacks',
  'overdueTransfers',
] as const satisfies (keyof MoneyWatch)[]

/** How long a queue is, asked for again every 30 s; undefined until it is known. */
export function useQueueLength(route: typeof listVerifications | typeof listDisputes): QueueLength | undefined {
  const args = { query: { limit: queueLimit } }
  const { data } = useApiQuery(route as Route, args as never, { refetchInterval: refreshMs })
  const page = data as { items: unknown[]; nextCursor: string | null } | undefined
  return page && { count: page.items.length, more: page.nextCursor !== null }
}

/** The money watch, asked for again every 30 s. */
export function useMoneyWatch() {
  return useApiQuery(getMoneyWatch, {}, { refetchInterval: refreshMs })
}

/** How much of the money needs a person; undefined until it is known. */
export function useMoneyNeeds(): QueueLength | undefined {
  const { data } = useMoneyWatch()
  return data && { count: moneyNeeds.reduce((sum, need) => sum + data[need], 0), more: false }
}
