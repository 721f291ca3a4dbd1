import { getBookingNumbers } from '@ecc/contracts/bookings'
import { type Remedy, remediesOf } from '@ecc/contracts/dispute-terms'
import { type DisputeCase, getDisputeCase, listDisputes, ruleDispute } from '@ecc/contracts/disputes'
import { getLedgerProof } from '@ecc/contracts/payments'
import { Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { Panel } from '../../ui/panel.tsx'
import { FormError } from '../../ui/states.tsx'
import { useWords, WordsField } from '../../ui/words-field.tsx'
import { RemedyField } from './remedy-field.tsx'
import { useDisputeText } from './text.ts'
import { useDraft } from './use-draft.ts'

/** Staff decide: the outcome with its amounts before the click, and the reasons that both sides read. */
export function RulePanel({ dispute }: { dispute: DisputeCase }) {
  const t = useDisputeText()
  if (dispute.may.rule) return <RuleForm dispute={dispute} />
  if (dispute.ruling !== null || dispute.state === 'withdrawn') return null
  return (
    <Panel title={t('ruleTitle')}>
      <Text>{t(dispute.viewerIs === 'admin' ? 'ruleWait' : 'ownDispute')}</Text>
    </Panel>
  )
}

function RuleForm({ dispute }: { dispute: DisputeCase }) {
  const t = useDisputeText()
  const { booking, player, coach } = dispute
  const [remedy, setRemedy] = useState<Remedy>({ kind: 'refund', percent: 50 })
  const words = useWords(ruleDispute.body.properties.words, useDraft(`ruling:${dispute.id}`))
  const [removeMarks, setRemoveMarks] = useState(false)
  const rule = useApiMutation(ruleDispute, {
    invalidates: [getDisputeCase, listDisputes, getBookingNumbers, getLedgerProof],
    onSuccess: () => {
      words.clear()
      notifications.show({ message: t('ruled') })
    },
  })
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    const said = words.take()
    if (said !== null) rule.mutate({ params: { id: booking.id }, body: { remedy, words: said, removeMarks } })
  }
  return (
    <Panel tone="accent" title={t('ruleTitle')} lead={t('ruleLead')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <RemedyField
            label={t('ruleWhat')}
            kinds={remediesOf('admin', booking.group !== null)}
            value={remedy}
            sold={{ ...booking, player, coach }}
            onChange={setRemedy}
          />
          <WordsField words={words} needed={t('needWords')} label={t('ruleWords')} minRows={3} />
          {dispute.marked ? (
            <Checkbox
              label={t('removeMarks', { name: coach.displayName })}
              checked={removeMarks}
              onChange={(event) => setRemoveMarks(event.currentTarget.checked)}
            />
          ) : null}
          <FormError message={rule.error ? messageOf(rule.error) : null} />
          <Group justify="flex-end">
            <Button type="submit" loading={rule.isPending}>
              {t('ruleDo')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}
