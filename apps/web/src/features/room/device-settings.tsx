import { Modal, Stack, Switch } from '@mantine/core'
import { DeviceSelects } from './device-selects.tsx'
import { useRoomText } from './text.ts'

export interface DeviceSettingsProps {
  opened: boolean
  shortcutsOn: boolean
  onShortcuts: (on: boolean) => void
  onClose: () => void
}

/** Change devices during the session. */
export function DeviceSettings({ opened, shortcutsOn, onShortcuts, onClose }: DeviceSettingsProps) {
  const t = useRoomText()
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('settings')}
      centered
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack gap="lg">
        <DeviceSelects />
        <Switch
          label={t('shortcuts')}
          checked={shortcutsOn}
          onChange={(event) => onShortcuts(event.currentTarget.checked)}
        />
      </Stack>
    </Modal>
  )
}
