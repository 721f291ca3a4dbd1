import type { Booking } from '@ecc/contracts/bookings'
import { Button, Group } from '@mantine/core'
import { IconMicrophone, IconMicrophoneOff, IconVideo, IconVideoOff } from '@tabler/icons-react'
import { FormError } from '../../ui/states.tsx'
import { ControlButton } from './control-button.tsx'
import classes from './lobby.module.css'
import { useLobbyText } from './lobby-text.ts'
import { localMedia } from './media.ts'
import dark from './on-dark.module.css'
import { useSourceProblem } from './source-problem.tsx'
import { useStore } from './store.ts'
import { useRoomText } from './text.ts'
import { Tile } from './tile.tsx'

/** The own picture as the other side will see it, with what keeps it from being there. */
export function LobbyPreview({ booking }: { booking: Booking }) {
  const t = useRoomText()
  const lobby = useLobbyText()
  const { camera, cameraTrack, microphone } = useStore(localMedia.state)
  const me = booking.viewerIs === 'coach' ? booking.coach : booking.player
  const problems = [useSourceProblem('camera', camera), useSourceProblem('microphone', microphone)]
  const hears = microphone === 'on'
  const sees = camera === 'on'
  return (
    <section className={classes.preview} aria-label={lobby('preview')}>
      <div className={`${classes.picture} ${dark.dark}`}>
        <Tile
          size="large"
          mirrored
          track={cameraTrack}
          person={me}
          name={camera === 'asking' ? t('asking') : sees ? t('you') : t('cameraOffNow')}
          label={t('yourCamera')}
          muted={hears || microphone === 'asking' ? undefined : t('youAreMuted')}
        />
        <div className={classes.toggles}>
          <ControlButton
            label={t('microphone')}
            tip={t(hears ? 'microphoneOff' : 'microphoneOn')}
            icon={hears ? IconMicrophone : IconMicrophoneOff}
            tone={hears ? 'plain' : 'off'}
            pressed={hears}
            onClick={() => void localMedia.toggle('microphone')}
          />
          <ControlButton
            label={t('camera')}
            tip={t(sees ? 'cameraOff' : 'cameraOn')}
            icon={sees ? IconVideo : IconVideoOff}
            tone={sees ? 'plain' : 'off'}
            pressed={sees}
            onClick={() => void localMedia.toggle('camera')}
          />
        </div>
      </div>
      {problems.map((problem) =>
        problem === undefined ? null : (
          <FormError key={problem.text}>
            <Group justify="space-between" gap="sm">
              <span className={classes.problem}>{problem.text}</span>
              {problem.retry ? (
                <Button size="compact-sm" variant="default" onClick={problem.retry}>
                  {t('again')}
                </Button>
              ) : null}
            </Group>
          </FormError>
        ),
      )}
    </section>
  )
}
