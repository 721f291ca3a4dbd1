import { type GiftCard, getGiftCard, listGiftCards, withdrawGiftCard } from '@ecc/contracts/gift-cards'
import { listPayments } from '@ecc/contracts/payments'
import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useGiftCardsText } from './text.ts'

/** Having the money back, with the amount told before the click. */
export function WithdrawPanel({ card, until }: { card: GiftCard; until: string }) {
  const t = useGiftCardsText()
  const times = useTimes()
  const money = useMoney()
  const [asking, setAsking] = useState(false)
  const withdraw = useApiMutation(withdrawGiftCard, {
    invalidates: [getGiftCard, listGiftCards, listPayments],
    onSuccess: () => setAsking(false),
  })
  return (
    <Panel title={t('withdraw')} lead={t('withdrawHint', { when: times.dayTime(until) })} tone="sunken">
      <Group>
        <Button variant="default" onClick={() => setAsking(true)}>
          {t('withdraw')}
        </Button>
      </Group>
      <ConfirmDialog
        opened={asking}
        title={t('withdrawTitle')}
        danger
        cancelLabel={t('keep')}
        confirmLabel={t('withdraw')}
        busy={withdraw.isPending}
        error={withdraw.error ? messageOf(withdraw.error) : null}
        onConfirm={() => withdraw.mutate({ params: { id: card.id } })}
        onClose={() => setAsking(false)}
      >
        <Text>{t('withdrawBody', { amount: money.exact(card.amount) })}</Text>
      </ConfirmDialog>
    </Panel>
  )
}
