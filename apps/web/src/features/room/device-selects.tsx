import { Button, NativeSelect, Stack, Text } from '@mantine/core'
import { IconVolume } from '@tabler/icons-react'
import { useState } from 'react'
import type { DeviceKind } from './device-choices.ts'
import classes from './devices.module.css'
import { canChooseSpeaker, localMedia } from './media.ts'
import { MicrophoneLevel } from './microphone-level.tsx'
import { useStore } from './store.ts'
import { playTestSound } from './test-sound.ts'
import { useRoomText } from './text.ts'

/** Which camera, microphone and speaker, one below the other or in a row; the level beside the microphone, a test sound beside the speaker. */
export function DeviceSelects({ inRow = false }: { inRow?: boolean }) {
  const t = useRoomText()
  const media = useStore(localMedia.state)
  return (
    <div className={classes.selects} data-row={inRow}>
      <DeviceSelect kind="camera" current={media.cameraTrack?.getSettings().deviceId} />
      <Stack gap={8}>
        <DeviceSelect kind="microphone" current={media.microphoneTrack?.getSettings().deviceId} />
        <MicrophoneLevel track={media.microphoneTrack} />
        <Text size="sm" c="dimmed">
          {t('speakTest')}
        </Text>
      </Stack>
      <Stack gap={8} align="flex-start">
        {canChooseSpeaker ? (
          <DeviceSelect kind="speaker" current={media.chosen.speaker} />
        ) : (
          <Text size="sm" c="dimmed">
            {t('speakerFixed')}
          </Text>
        )}
        <TestSound speakerId={media.chosen.speaker} />
      </Stack>
    </div>
  )
}

function DeviceSelect({ kind, current }: { kind: DeviceKind; current: string | undefined }) {
  const t = useRoomText()
  const { devices, chosen } = useStore(localMedia.state)
  const found = devices[kind]
  const options = found.map(({ id, label }, index) => ({
    value: id,
    label: label || t('device', { kind: t(kind), number: index + 1 }),
  }))
  return (
    <NativeSelect
      w="100%"
      label={t(kind)}
      data={options.length > 0 ? options : [{ value: '', label: t(kind === 'speaker' ? 'systemDevice' : 'noneFound') }]}
      disabled={options.length === 0}
      value={current ?? chosen[kind] ?? options[0]?.value ?? ''}
      onChange={(event) => void localMedia.choose(kind, event.currentTarget.value)}
    />
  )
}

function TestSound({ speakerId }: { speakerId: string | undefined }) {
  const t = useRoomText()
  const [playing, setPlaying] = useState(false)
  const play = async () => {
    setPlaying(true)
    try {
      await playTestSound(speakerId)
    } catch (error) {
      console.warn('the test sound was not played:', error)
    } finally {
      setPlaying(false)
    }
  }
  return (
    <Button
      variant="default"
      size="sm"
      leftSection={<IconVolume size={17} aria-hidden />}
      disabled={playing}
      onClick={() => void play()}
    >
      {t(playing ? 'playing' : 'testSound')}
    </Button>
  )
}
