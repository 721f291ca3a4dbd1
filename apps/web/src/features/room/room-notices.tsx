import type { ReactNode } from 'react'
import { localMedia } from './media.ts'
import classes from './room.module.css'
import { useSourceProblem } from './source-problem.tsx'
import { useRoomText } from './text.ts'
import type { RoomVisit } from './use-room.ts'

/** What does not work as it should, and what is being shared; each with the way out. */
export function RoomNotices(props: { visit: RoomVisit; soundBlocked: boolean; onHear: () => void }) {
  const t = useRoomText()
  const { state, media, phase } = props.visit
  const camera = useSourceProblem('camera', media.camera)
  const microphone = useSourceProblem('microphone', media.microphone)
  return (
    <div className={classes.notices} aria-live="polite">
      {media.screenTrack ? (
        <Notice tone="accent" action={t('stopSharing')} onAction={() => localMedia.stopScreen()}>
          {t('sharing')}
        </Notice>
      ) : null}
      {props.soundBlocked ? (
        <Notice action={t('hear')} onAction={props.onHear}>
          {t('soundBlocked')}
        </Notice>
      ) : null}
      {phase === 'connected' && state.signalling === 'retrying' ? <Notice>{t('signallingLost')}</Notice> : null}
      {microphone ? (
        <Notice action={t('again')} onAction={microphone.retry}>
          {microphone.text}
        </Notice>
      ) : null}
      {camera ? (
        <Notice action={t('again')} onAction={camera.retry}>
          {camera.text}
        </Notice>
      ) : null}
    </div>
  )
}

function Notice(props: { tone?: 'accent'; action?: string; onAction?: (() => void) | undefined; children: ReactNode }) {
  return (
    <div className={classes.notice} data-tone={props.tone ?? 'warn'}>
      <span>{props.children}</span>
      {props.onAction ? (
        <button type="button" className={classes.noticeAction} onClick={props.onAction}>
          {props.action}
        </button>
      ) : null}
    </div>
  )
}
