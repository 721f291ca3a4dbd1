import { IconX } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { localMedia } from './media.ts'
import classes from './room.module.css'
import { useSourceProblem } from './source-problem.tsx'
import { useRoomText } from './text.ts'
import type { RoomVisit } from './use-room.ts'

/** What does not work as it should, and what is being shared; each with the way out. */
export function RoomNotices(props: { visit: RoomVisit; soundBlocked: boolean; onHear: () => void }) {
  const t = useRoomText()
  const { state, media, phase } = props.visit
  const [dismissed, setDismissed] = useState<readonly string[]>([])
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
      {[microphone, camera].map((problem) =>
        problem && !dismissed.includes(problem.text) ? (
          <Notice
            key={problem.text}
            action={t('again')}
            onAction={problem.retry}
            onDismiss={() => setDismissed([...dismissed, problem.text])}
          >
            {problem.text}
          </Notice>
        ) : null,
      )}
    </div>
  )
}

function Notice(props: {
  tone?: 'accent'
  action?: string
  onAction?: (() => void) | undefined
  onDismiss?: () => void
  children: ReactNode
}) {
  const t = useRoomText()
  return (
    <div className={classes.notice} data-tone={props.tone ?? 'warn'}>
      <span>{props.children}</span>
      {props.onAction ? (
        <button type="button" className={classes.noticeAction} onClick={props.onAction}>
          {props.action}
        </button>
      ) : null}
      {props.onDismiss ? (
        <button type="button" className={classes.dismiss} aria-label={t('dismiss')} onClick={props.onDismiss}>
          <IconX size={17} aria-hidden />
        </button>
      ) : null}
    </div>
  )
}
