import { listAllGiftCards, lockGiftCard, returnGiftCard, type StaffGiftCard } from '@ecc/contracts/gift-cards'
import { listOperatorActs } from '@ecc/contracts/operator'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { SyntheticEvent } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useMoney } from '../../lib/viewer.ts'
import { FormError } from '../../ui/states.tsx'
import { useWords, WordsField } from '../../ui/words-field.tsx'
import { useAdminGiftCardsText } from './text.ts'

/** What staff may do to a gift card. */
export type Act = 'lock' | 'unlock' | 'giveBack'

/** Does it, with the reason that is kept. */
export function ActDialog({ card, act, onClose }: { card: StaffGiftCard; act: Act; onClose: () => void }) {
  const t = useAdminGiftCardsText()
  const money = useMoney()
  const words = useWords(lockGiftCard.body.properties.reason)
  const extras = { invalidates: [listAllGiftCards, listOperatorActs], onSuccess: onClose }
  const lock = useApiMutation(lockGiftCard, extras)
  const giveBack = useApiMutation(returnGiftCard, extras)
  const { error, isPending } = act === 'giveBack' ? giveBack : lock
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    const reason = words.take()
    if (reason === null) return
    const params = { id: card.id }
    if (act === 'giveBack') giveBack.mutate({ params, body: { reason } })
    else lock.mutate({ params, body: { locked: act === 'lock', reason } })
  }
  return (
    <Modal opened onClose={onClose} title={t(`${act}Title`)} centered closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text>{t(`${act}Body`, { amount: money.exact(card.amount) })}</Text>
          <WordsField words={words} needed={t('needReason')} label={t('reason')} />
          <FormError message={error ? messageOf(error) : null} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" color={act === 'unlock' ? undefined : 'red'} loading={isPending}>
              {t(act)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
