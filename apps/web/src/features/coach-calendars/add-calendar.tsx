import { addExternalCalendar, ExternalCalendar, listExternalCalendars } from '@ecc/contracts/external-calendars'
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { limitOf } from '../../lib/field-limits.ts'
import { messageOf } from '../../lib/message.ts'
import { FormError } from '../../ui/states.tsx'
import { useCalendarsText } from './text.ts'

/** Asks for a calendar's address and a name for it. */
export function AddCalendar({ onClose }: { onClose: () => void }) {
  const t = useCalendarsText()
  const [name, setName] = useState('')
  const [url, setUrl] = useState('')
  const [tried, setTried] = useState(false)
  const add = useApiMutation(addExternalCalendar, {
    invalidates: [listExternalCalendars],
    onSuccess: () => {
      notifications.show({ message: t('added') })
      onClose()
    },
  })
  const body = { name: name.trim(), url: url.trim() }
  const isWhole = /^\w+:\/\/\S+$/.test(body.url)
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    setTried(true)
    if (body.name !== '' && isWhole) add.mutate({ body })
  }
  return (
    <Modal opened onClose={onClose} title={t('addTitle')} centered closeButtonProps={{ 'aria-label': t('cancel') }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <TextInput
            label={t('address')}
            description={t('addressHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            type="url"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            value={url}
            error={tried && !isWhole ? t('needAddress') : null}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <TextInput
            label={t('name')}
            placeholder={t('namePlaceholder')}
            autoComplete="off"
            maxLength={limitOf(ExternalCalendar.properties.name, 'maxLength')}
            value={name}
            error={tried && body.name === '' ? t('needName') : null}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <FormError message={add.error ? messageOf(add.error) : null} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={add.isPending}>
              {t('add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
