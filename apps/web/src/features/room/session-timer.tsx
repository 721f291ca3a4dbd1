import { useEffect, useRef } from 'react'
import { countdownText } from '../../lib/time.ts'
import { useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import classes from './room.module.css'
import { type SessionTimes, sessionTime } from './session-time.ts'
import { useRoomText } from './text.ts'

/** How long the session has run and how much is left. `announce` is called once five minutes before the end, and at it. */
export function SessionTimer({ times, announce }: { times: SessionTimes; announce: (text: string) => void }) {
  const t = useRoomText()
  const format = useTimes()
  const time = sessionTime(times, useNow())
  const before = useRef(time.phase)
  const close = format.time(times.closesAt)
  useEffect(() => {
    if (before.current === time.phase) return
    before.current = time.phase
    if (time.phase === 'ending') announce(t('endingSoon'))
    if (time.phase === 'overtime') announce(t('endReached', { time: close }))
  }, [time.phase, announce, t, close])
  if (time.phase === 'closed') return null
  return (
    <div className={`${classes.timer} figures`} role="timer" aria-label={t('timer')} data-phase={time.phase}>
      {time.phase === 'before' ? <span>{t('startsIn', { time: countdownText(time.untilStartMs) })}</span> : null}
      {time.phase === 'running' || time.phase === 'ending' ? (
        <>
          <b>{countdownText(Math.floor(time.elapsedMs / 1000) * 1000)}</b>
          <span>{t('remaining', { time: countdownText(time.leftMs) })}</span>
        </>
      ) : null}
      {time.phase === 'overtime' ? (
        <>
          <b>{t('overtime', { time: countdownText(Math.floor(time.overMs / 1000) * 1000) })}</b>
          <span>{t('roomClosesIn', { time: countdownText(time.leftMs) })}</span>
        </>
      ) : null}
    </div>
  )
}
