import { acknowledgeDifference, type Difference, listDifferences, listOperatorActs } from '@ecc/contracts/operator'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { FormError } from '../../ui/states.tsx'
import { useWords, WordsField } from '../../ui/words-field.tsx'
import { useMoneyDeskText } from './text.ts'

/** Says that somebody looks after a difference, with what was found. */
export function AcknowledgeDialog({ difference, onClose }: { difference: Difference; onClose: () => void }) {
  const t = useMoneyDeskText()
  const note = useWords(acknowledgeDifference.body.properties.note)
  const acknowledge = useApiMutation(acknowledgeDifference, {
    invalidates: [listDifferences, listOperatorActs],
    onSuccess: onClose,
  })
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    const found = note.take()
    if (found !== null) acknowledge.mutate({ params: { id: difference.id }, body: { note: found } })
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
          <WordsField words={note} needed={t('needNote')} label={t('note')} />
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
