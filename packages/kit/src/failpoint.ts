/** Failpoints: named places at which a test ends or stops the process, to see that what is half done is finished or undone. */
/** `kill`: the process ends at this place as in a power cut. `stop`: the work at this place waits to be told how to go on. */
export type Fault = 'kill' | 'stop'

/** What a test tells its process: to fail at a place the next time it comes there; and how one that has stopped goes on. */
export type FailpointOrder =
  | { failpoint: string; fault: Fault }
  /** `lose`: what was done up to here is done, but whoever did it never hears of it. */
  | { failpoint: string; goOn: 'on' | 'lose' }

const armed = new Map<string, Fault>()
const stopped = new Map<string, (goOn: 'on' | 'lose') => void>()

/** A place that may fail. Costs nothing unless a test has armed it; fails once. */
export async function failpoint(name: string): Promise<void> {
  if (armed.size === 0) return
  const fault = armed.get(name)
  if (fault === undefined) return
  armed.delete(name)
  if (fault === 'kill') process.kill(process.pid, 'SIGKILL')
  const { promise, resolve } = Promise.withResolvers<'on' | 'lose'>()
  stopped.set(name, resolve)
  process.send?.({ stoppedAt: name })
  const goOn = await promise
  stopped.delete(name)
  if (goOn === 'lose') throw Object.assign(new Error(`lost at ${name}`), { code: 'ECONNRESET' })
}

/**
 * Takes orders of the process that started this one, only ever in tests. `first` is a place to be killed at before orders
 * can come, while the process starts; any other word is none.
 */
export function takeFailpointOrders(first: string): void {
  armed.set(first, 'kill')
  process.on('message', (order: FailpointOrder) => {
    if ('goOn' in order) return stopped.get(order.failpoint)?.(order.goOn)
    armed.set(order.failpoint, order.fault)
    process.send?.({ armed: order.failpoint })
  })
}
