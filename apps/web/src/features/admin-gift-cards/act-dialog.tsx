import { listAllGiftCards, lockGiftCard, returnGiftCard, type StaffGiftCard } from '@ecc/contracts/gift-cards'
import { listOperatorActs } from '@ecc/contracts/operator'
import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { type SyntheticEvent, useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { limitOf } from '../../lib/field-limits.ts'
import { messageOf } from '../../lib/message.ts'
import { useMoney } from '../../lib/viewer.ts'
import { FormError } from '../../ui/states.tsx'
import { useAdminGiftCardsText } from './text.ts'

const reasonLimits = lockGiftCard.body.properties.reason

/** What staff may do to a gift card. */
export type Act = 'lock' | 'unlock' | 'giveBack'

/** Does it, with the reason that is kept. */
export function ActDialog({ card, act, onClose }: { card: StaffGiftCard; act: Act; onClose: () => void }) {
  const t = useAdminGiftCardsText()
  const money = useMoney()
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const extras = { invalidates: [listAllGiftCards, listOperatorActs], onSuccess: onClose }
  const lock = useApiMutation(lockGiftCard, extras)
  const giveBack = useApiMutation(returnGiftCard, extras)
  const { error, isPending } = act === 'giveBack' ? giveBack : lock
  const isShort = reason.trim().length < limitOf(reasonLimits, 'minLength')
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setTried(true)
    if (isShort) return
    const params = { id: card.id }
    if (act === 'giveBack') giveBack.mutate({ params, body: { reason: reason.trim() } })
    else lock.mutate({ params, body: { locked: act === 'lock', reason: reason.trim() } })
  }
  return (
    <Modal opened onClose={onClose} title={t(`${act}Title`)} centered closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text>{t(`${act}Body`, { amount: money.exact(card.amount) })}</Text>
          <Textarea
            label={t('reason')}
            autosize
            minRows={2}
            maxRows={6}
            maxLength={limitOf(reasonLimits, 'maxLength')}
            value={reason}
            error={tried && isShort ? t('needReason') : null}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
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
