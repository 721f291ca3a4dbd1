import { getBookingNumbers } from '@ecc/contracts/bookings'
import { type Remedy, remediesOf } from '@ecc/contracts/dispute-terms'
import { type DisputeCase, getDisputeCase, listDisputes, ruleDispute } from '@ecc/contracts/disputes'
import { getLedgerProof } from '@ecc/contracts/payments'
import { Button, Checkbox, Group, Stack, Text, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { limitOf } from '../../lib/field-limits.ts'
import { messageOf } from '../../lib/message.ts'
import { Panel } from '../../ui/panel.tsx'
import { FormError } from '../../ui/states.tsx'
import { RemedyField } from './remedy-field.tsx'
import { useDisputeText } from './text.ts'
import { useDraft } from './use-draft.ts'

const { words: limits } = ruleDispute.body.properties

/** Staff decide: the outcome with its amounts before the click, and the reasons that both sides read. */
export function RulePanel({ dispute }: { dispute: DisputeCase }) {
  const t = useDisputeText()
  if (dispute.may.rule) return <RuleForm dispute={dispute} />
  if (dispute.state !== 'open') return null
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
  const [words, setWords] = useDraft(`ruling:${dispute.id}`)
  const [removeMarks, setRemoveMarks] = useState(false)
  const [tried, setTried] = useState(false)
  const rule = useApiMutation(ruleDispute, {
    invalidates: [getDisputeCase, listDisputes, getBookingNumbers, getLedgerProof],
    onSuccess: () => {
      setWords('')
      notifications.show({ message: t('ruled') })
    },
  })
  const isShort = words.trim().length < limitOf(limits, 'minLength')
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    setTried(true)
    if (!isShort) rule.mutate({ params: { id: booking.id }, body: { remedy, words: words.trim(), removeMarks } })
  }
  return (
    <Panel tone="accent" title={t('ruleTitle')} lead={t('ruleLead')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <RemedyField
            label={t('ruleTitle')}
            kinds={remediesOf('admin', booking.group !== null)}
            value={remedy}
            sold={{ ...booking, player, coach }}
            onChange={setRemedy}
          />
          <Textarea
            label={t('ruleWords')}
            autosize
            minRows={3}
            maxRows={8}
            maxLength={limitOf(limits, 'maxLength')}
            value={words}
            error={tried && isShort ? t('needWords') : null}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
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
