/** Stops once, cleanly, on Ctrl-C or a stop from outside; a second Ctrl-C, or ten seconds, ends it at once. */

const patienceMs = 10_000

/** Runs `stop` on the first signal, then ends the process. */
export function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false
  const onSignal = () => {
    if (stopping) process.exit(130)
    stopping = true
    setTimeout(() => process.exit(1), patienceMs).unref()
    stop().then(
      () => process.exit(0),
      (error: Error) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
}
