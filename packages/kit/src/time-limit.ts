/**
 * The outcome of `work`, or the error of `late` once `limitMs` have passed. The work itself is not stopped: who must not
 * do a thing twice guards it where it is done.
 */
export function withinTimeLimit<T>(work: Promise<T>, limitMs: number, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), Math.max(0, limitMs))
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
