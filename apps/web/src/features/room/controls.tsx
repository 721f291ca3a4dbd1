import {
  IconDoorExit,
  IconMessage,
  IconMicrophone,
  IconMicrophoneOff,
  IconNotes,
  IconScreenShare,
  IconScreenShareOff,
  IconSettings,
  IconVideo,
  IconVideoOff,
} from '@tabler/icons-react'
import { ControlButton } from './control-button.tsx'
import classes from './controls.module.css'
import { canShareScreen, localMedia, type MediaState } from './media.ts'
import dark from './on-dark.module.css'
import { useRoomText } from './text.ts'

export type PanelName = 'chat' | 'notes'

export interface ControlsProps {
  media: MediaState
  panel: PanelName | null
  unread: number
  shortcutsOn: boolean
  onPanel: (panel: PanelName) => void
  onSettings: () => void
  onLeave: () => void
}

/** The bar of controls. */
export function Controls({ media, panel, unread, shortcutsOn, onPanel, onSettings, onLeave }: ControlsProps) {
  const t = useRoomText()
  const withKey = (what: string, key: string) => (shortcutsOn ? t('withKey', { what, key }) : what)
  const hears = media.microphone === 'on'
  const sees = media.camera === 'on'
  const shares = media.screenTrack !== null
  return (
    <footer className={`${classes.foot} ${dark.dark}`}>
      <div className={classes.bar} role="group" aria-label={t('controls')}>
        <ControlButton
          label={t('microphone')}
          tip={withKey(t(hears ? 'microphoneOff' : 'microphoneOn'), 'M')}
          icon={hears ? IconMicrophone : IconMicrophoneOff}
          tone={hears ? 'plain' : 'off'}
          pressed={hears}
          onClick={() => void localMedia.toggle('microphone')}
        />
        <ControlButton
          label={t('camera')}
          tip={withKey(t(sees ? 'cameraOff' : 'cameraOn'), 'V')}
          icon={sees ? IconVideo : IconVideoOff}
          tone={sees ? 'plain' : 'off'}
          pressed={sees}
          onClick={() => void localMedia.toggle('camera')}
        />
        {canShareScreen ? (
          <ControlButton
            label={t('shareScreen')}
            tip={withKey(t(shares ? 'stopSharing' : 'shareStart'), 'S')}
            icon={shares ? IconScreenShareOff : IconScreenShare}
            tone={shares ? 'active' : 'plain'}
            pressed={shares}
            onClick={toggleScreen}
          />
        ) : null}
        <span className={classes.gap} />
        <ControlButton
          id="room-chat"
          label={t('chat')}
          tip={t('chat')}
          icon={IconMessage}
          tone={panel === 'chat' ? 'active' : 'plain'}
          expanded={panel === 'chat'}
          badge={unread}
          badgeText={t('unread', { count: unread })}
          onClick={() => onPanel('chat')}
        />
        <ControlButton
          id="room-notes"
          label={t('notes')}
          tip={t('notesLabel')}
          icon={IconNotes}
          tone={panel === 'notes' ? 'active' : 'plain'}
          expanded={panel === 'notes'}
          onClick={() => onPanel('notes')}
        />
        <ControlButton label={t('settings')} tip={t('settings')} icon={IconSettings} onClick={onSettings} />
        <span className={classes.gap} />
        <ControlButton label={t('leave')} tip={t('leave')} icon={IconDoorExit} tone="danger" onClick={onLeave} />
      </div>
    </footer>
  )
}

/** Shares a screen, or stops sharing it. */
export function toggleScreen(): void {
  if (localMedia.state.get().screenTrack) localMedia.stopScreen()
  else if (canShareScreen) void localMedia.shareScreen()
}
