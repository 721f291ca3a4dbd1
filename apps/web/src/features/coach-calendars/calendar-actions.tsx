import {
  deleteExternalCalendar,
  ExternalCalendar,
  listExternalCalendars,
  syncExternalCalendar,
  updateExternalCalendar,
} from '@ecc/contracts/external-calendars'
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { limitOf } from '../../lib/field-limits.ts'
import { messageOf } from '../../lib/message.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { FormError } from '../../ui/states.tsx'
import { useCalendarsText } from './text.ts'

/** What can be done with a calendar: read now, pause and go on, rename, delete. */
export function CalendarActions({ calendar }: { calendar: ExternalCalendar }) {
  const t = useCalendarsText()
  const [asking, setAsking] = useState<'rename' | 'remove' | null>(null)
  const { id, name, paused } = calendar
  const sync = useApiMutation(syncExternalCalendar, {
    invalidates: [listExternalCalendars],
    onSuccess: () => notifications.show({ message: t('syncing') }),
  })
  const change = useApiMutation(updateExternalCalendar, { invalidates: [listExternalCalendars] })
  const error = sync.error ?? change.error
  const close = () => setAsking(null)
  return (
    <Stack gap="xs">
      <Group gap="xs">
        {paused ? null : (
          <Button
            variant="default"
            size="sm"
            loading={sync.isPending}
            aria-label={t('syncNamed', { name })}
            onClick={() => sync.mutate({ params: { id } })}
          >
            {t('sync')}
          </Button>
        )}
        <Button
          variant={paused ? 'default' : 'subtle'}
          color="gray"
          size="sm"
          loading={change.isPending}
          aria-label={t(paused ? 'resumeNamed' : 'pauseNamed', { name })}
          onClick={() => change.mutate({ params: { id }, body: { paused: !paused } })}
        >
          {t(paused ? 'resume' : 'pause')}
        </Button>
        <Button
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t('renameNamed', { name })}
          onClick={() => setAsking('rename')}
        >
          {t('rename')}
        </Button>
        <Button
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={t('removeNamed', { name })}
          onClick={() => setAsking('remove')}
        >
          {t('remove')}
        </Button>
      </Group>
      <FormError message={error ? messageOf(error) : null} />
      {asking === 'rename' ? <RenameDialog calendar={calendar} onClose={close} /> : null}
      <RemoveDialog calendar={calendar} opened={asking === 'remove'} onClose={close} />
    </Stack>
  )
}

function RenameDialog({ calendar, onClose }: { calendar: ExternalCalendar; onClose: () => void }) {
  const t = useCalendarsText()
  const [name, setName] = useState(calendar.name)
  const rename = useApiMutation(updateExternalCalendar, { invalidates: [listExternalCalendars], onSuccess: onClose })
  const save = () => {
    if (name.trim() !== '') rename.mutate({ params: { id: calendar.id }, body: { name: name.trim() } })
  }
  return (
    <ConfirmDialog
      opened
      title={t('renameTitle')}
      confirmLabel={t('save')}
      cancelLabel={t('cancel')}
      busy={rename.isPending}
      disabled={name.trim() === ''}
      error={rename.error ? messageOf(rename.error) : null}
      onClose={onClose}
      onConfirm={save}
    >
      <TextInput
        label={t('name')}
        value={name}
        maxLength={limitOf(ExternalCalendar.properties.name, 'maxLength')}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && save()}
      />
    </ConfirmDialog>
  )
}

function RemoveDialog(props: { calendar: ExternalCalendar; opened: boolean; onClose: () => void }) {
  const t = useCalendarsText()
  const { id, name } = props.calendar
  const remove = useApiMutation(deleteExternalCalendar, { invalidates: [listExternalCalendars] })
  return (
    <ConfirmDialog
      opened={props.opened}
      title={t('removeTitle', { name })}
      confirmLabel={t('removeConfirm')}
      danger
      busy={remove.isPending}
      error={remove.error ? messageOf(remove.error) : null}
      onClose={props.onClose}
      onConfirm={() => remove.mutate({ params: { id } })}
    >
      <Text>{t('removeBody')}</Text>
    </ConfirmDialog>
  )
}
