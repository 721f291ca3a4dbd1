import { Button, Group, Modal, Stack } from '@mantine/core'
import type { DraftWindow } from './hours-draft.ts'
import { useHoursText } from './text.ts'
import { WindowList } from './window-list.tsx'

/** The hours of one day to type, opened from the grid at one of them; what is typed is in the draft at once. */
export function WindowDialog(props: {
  day: string
  windows: readonly DraftWindow[]
  focusKey: string
  onChange: (windows: DraftWindow[]) => void
  onClose: () => void
}) {
  const t = useHoursText()
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('dayHours', { day: props.day })}
      centered
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {/* Room for the choices below a time. */}
      <Stack gap="lg" justify="space-between" mih={300}>
        <Stack gap="xs">
          <WindowList day={props.day} windows={props.windows} focusKey={props.focusKey} onChange={props.onChange} />
        </Stack>
        <Group justify="flex-end">
          <Button onClick={props.onClose}>{t('done')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
