import { type Card, listCards, removeCard } from '@ecc/contracts/cards'
import { Button, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useApiMutation, useApiQuery } from '../../lib/api.ts'
import { cardExpiry, cardName } from '../../lib/cards.ts'
import { messageOf } from '../../lib/message.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { RowList } from '../../ui/row-list.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { useKeptCardsText } from './text.ts'

/** The cards the viewer kept, each to be removed. Nothing for those who kept none, and while they load. */
export function KeptCards() {
  const t = useKeptCardsText()
  const cards = useApiQuery(listCards, {})
  const [removing, setRemoving] = useState<Card | null>(null)
  if (cards.error && !cards.data)
    return (
      <Panel title={t('title')}>
        <ErrorState message={messageOf(cards.error)} onRetry={() => void cards.refetch()} />
      </Panel>
    )
  if (!cards.data || cards.data.items.length === 0) return null
  return (
    <Panel title={t('title')} lead={t('lead')}>
      <RowList>
        {cards.data.items.map((card) => (
          <li key={card.id}>
            <div>
              <Text fw={560} className="figures">
                {cardName(card)}
              </Text>
              <Text size="sm" c="dimmed" className="figures">
                {t(card.expired ? 'expired' : 'expires', { expiry: cardExpiry(card) })}
              </Text>
            </div>
            <Button
              variant="default"
              size="sm"
              aria-label={t('removeOf', { card: cardName(card) })}
              onClick={() => setRemoving(card)}
            >
              {t('remove')}
            </Button>
          </li>
        ))}
      </RowList>
      {removing ? <RemoveCard card={removing} onClose={() => setRemoving(null)} /> : null}
    </Panel>
  )
}

function RemoveCard({ card, onClose }: { card: Card; onClose: () => void }) {
  const t = useKeptCardsText()
  const remove = useApiMutation(removeCard, {
    invalidates: [listCards],
    onSuccess: () => {
      notifications.show({ message: t('removed') })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      opened
      danger
      title={t('removeTitle')}
      confirmLabel={t('remove')}
      cancelLabel={t('keep')}
      busy={remove.isPending}
      error={remove.error ? messageOf(remove.error) : null}
      onConfirm={() => remove.mutate({ params: { paymentMethodId: card.id } })}
      onClose={onClose}
    >
      <Text>{t('removeBody', { card: cardName(card) })}</Text>
    </ConfirmDialog>
  )
}
