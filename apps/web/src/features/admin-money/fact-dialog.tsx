import {
  getMoneyWatch,
  listDifferences,
  listOperatorActs,
  listRefusedRefunds,
  type OperatorFactKind,
  recordFact,
} from '@ecc/contracts/operator'
import { getLedgerProof } from '@ecc/contracts/payments'
import type { Money } from '@ecc/contracts/vocabulary'
import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { typedMinor } from '../../lib/money.ts'
import { useMoney } from '../../lib/viewer.ts'
import { FactList } from '../../ui/fact-list.tsx'
import { FormError } from '../../ui/states.tsx'
import { useWords, WordsField } from '../../ui/words-field.tsx'
import { useMoneyDeskText } from './text.ts'

interface FactDialogProps {
  objectId: string
  amount: Money
  /** What can have happened; one of them is chosen. */
  kinds: readonly OperatorFactKind[]
  onClose: () => void
}

/** Records what only an operator knows: the amount is typed again, and the reason kept. */
export function FactDialog({ objectId, amount, kinds, onClose }: FactDialogProps) {
  const t = useMoneyDeskText()
  const money = useMoney()
  const form = useFactForm({ objectId, amount, kinds, onClose })
  return (
    <Modal opened onClose={onClose} title={t('factTitle')} centered closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={form.submit} noValidate>
        <Stack>
          <Text>{t('factLead')}</Text>
          <Radio.Group
            label={t('kind')}
            value={form.kind}
            onChange={(value) => form.setKind(value as OperatorFactKind)}
          >
            <Stack gap="xs" mt="xs">
              {kinds.map((kind) => (
                <Radio key={kind} value={kind} label={t(`kind_${kind}`)} />
              ))}
            </Stack>
          </Radio.Group>
          <FactList facts={[[t('amount'), money.exact(amount)]]} />
          <TextInput
            label={t('again', { currency: amount.currency })}
            inputMode="decimal"
            autoComplete="off"
            value={form.again}
            error={form.tried && !form.isSame ? t('wrongAgain', { amount: money.exact(amount) }) : null}
            onChange={(event) => form.setAgain(event.currentTarget.value)}
          />
          <WordsField words={form.reason} needed={t('needNote')} label={t('reason')} description={t('reasonHint')} />
          <FormError message={form.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={form.isPending}>
              {t('record')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

function useFactForm({ objectId, amount, kinds, onClose }: FactDialogProps) {
  const t = useMoneyDeskText()
  const [kind, setKind] = useState(kinds[0] ?? 'funded')
  const [again, setAgain] = useState('')
  const reason = useWords(recordFact.body.properties.reason)
  const [tried, setTried] = useState(false)
  const record = useApiMutation(recordFact, {
    invalidates: [listDifferences, listRefusedRefunds, listOperatorActs, getMoneyWatch, getLedgerProof],
    onSuccess: () => {
      notifications.show({ message: t('recorded') })
      onClose()
    },
  })
  const amountAgain = typedMinor(again, amount.currency)
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    setTried(true)
    const why = reason.take()
    if (amountAgain !== amount.amount || why === null) return
    record.mutate({ body: { kind, objectId, amount, amountAgain, reason: why } })
  }
  return {
    kind,
    setKind,
    again,
    setAgain,
    reason,
    tried,
    isSame: amountAgain === amount.amount,
    submit,
    error: record.error ? messageOf(record.error) : null,
    isPending: record.isPending,
  }
}
