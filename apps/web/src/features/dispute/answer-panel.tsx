import { getBooking, listBookings } from '@ecc/contracts/bookings'
import { acceptDispute, answerDispute, type Dispute, getDispute } from '@ecc/contracts/disputes'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormError } from '../../ui/states.tsx'
import { useWords, WordsField } from '../../ui/words-field.tsx'
import { MoneyParts } from './remedy-field.tsx'
import { useDisputeText } from './text.ts'
import { useDraft } from './use-draft.ts'

const changed = [getDispute, getBooking, listBookings]

/** The other side's turn: agree, or say how it was. */
export function AnswerPanel({ dispute }: { dispute: Dispute }) {
  const t = useDisputeText()
  return (
    <Panel
      tone={dispute.may.answer ? 'accent' : 'plain'}
      title={t(dispute.may.answer ? 'answerTitle' : 'agreeTitle')}
      lead={t(dispute.may.answer ? 'answerLead' : 'agreeLead')}
    >
      {dispute.may.answer ? <Answer dispute={dispute} /> : null}
      {dispute.may.accept ? <Accept dispute={dispute} /> : null}
    </Panel>
  )
}

function Answer({ dispute }: { dispute: Dispute }) {
  const t = useDisputeText()
  const { id } = dispute.booking
  const words = useWords(answerDispute.body.properties.words, useDraft(`answer:${dispute.id}`))
  const answer = useApiMutation(answerDispute, { invalidates: changed, onSuccess: words.clear })
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    const said = words.take()
    if (said !== null) answer.mutate({ params: { id }, body: { words: said } })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <WordsField
          words={words}
          needed={t('needWords')}
          label={t('answerWords')}
          description={t('wordsHint')}
          minRows={4}
        />
        <FormError message={answer.error ? messageOf(answer.error) : null} />
        <Group>
          <Button type="submit" loading={answer.isPending}>
            {t('answerDo')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Accept({ dispute }: { dispute: Dispute }) {
  const t = useDisputeText()
  const { booking, asked, player, coach } = dispute
  const [asking, setAsking] = useState(false)
  const accept = useApiMutation(acceptDispute, { invalidates: changed, onSuccess: () => setAsking(false) })
  return (
    <Group>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t('acceptDo')}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t('acceptTitle')}
        confirmLabel={t('acceptConfirm')}
        busy={accept.isPending}
        error={accept.error ? messageOf(accept.error) : null}
        onConfirm={() => accept.mutate({ params: { id: booking.id }, body: {} })}
        onClose={() => setAsking(false)}
      >
        <Text>{t('acceptBody')}</Text>
        <MoneyParts remedy={asked} sold={{ ...booking, player, coach }} />
      </ConfirmDialog>
    </Group>
  )
}
