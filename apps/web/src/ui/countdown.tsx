import { useEffect, useState } from 'react'
import { now, onClockMoved } from '../lib/clock.ts'
import { countdownText } from '../lib/time.ts'

/** The server's time, renewed every `everyMs`; for what changes as time passes. */
export function useNow(everyMs = 1_000): number {
  const [time, setTime] = useState(now)
  useEffect(() => {
    const tick = () => setTime(now())
    const timer = setInterval(tick, everyMs)
    const stop = onClockMoved(tick)
    return () => {
      clearInterval(timer)
      stop()
    }
  }, [everyMs])
  return time
}

/** The time left until an instant, "14:59". Screen readers get it as a timer, which they do not read every second. */
export function Countdown({ until, label }: { until: string; label: string }) {
  const left = Date.parse(until) - useNow()
  return (
    <span role="timer" aria-label={label} className="figures">
      {countdownText(left)}
    </span>
  )
}
