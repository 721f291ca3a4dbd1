import { acknowledgeDifference, type Difference, listDifferences, listOperatorActs } from '@ecc/contracts/operator'
import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { limitOf } from '../../lib/field-limits.ts'
import { messageOf } from '../../lib/message.ts'
import { FormError } from '../../ui/states.tsx'
import { useMoneyDeskText } from './text.ts'

const noteLimits = acknowledgeDifference.body.properties.note

/** Says that somebody looks after a difference, with what was found. */
export function AcknowledgeDialog({ difference, onClose }: { difference: Difference; onClose: () => void }) {
  const t = useMoneyDeskText()
  const [note, setNote] = useState('')
  const [tried, setTried] = useState(false)
  const acknowledge = useApiMutation(acknowledgeDifference, {
    invalidates: [listDifferences, listOperatorActs],
    onSuccess: onClose,
  })
  const isShort = note.trim().length < limitOf(noteLimits, 'minLength')
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    setTried(true)
    if (!isShort) acknowledge.mutate({ params: { id: difference.id }, body: { note: note.trim() } })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('acknowledgeTitle')}
      centered
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text>{t('acknowledgeLead')}</Text>
          <Textarea
            label={t('note')}
            autosize
            minRows={2}
            maxRows={6}
            maxLength={limitOf(noteLimits, 'maxLength')}
            value={note}
            error={tried && isShort ? t('needNote') : null}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <FormError message={acknowledge.error ? messageOf(acknowledge.error) : null} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={acknowledge.isPending}>
              {t('acknowledge')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
