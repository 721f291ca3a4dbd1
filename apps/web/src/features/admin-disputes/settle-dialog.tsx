import { getBookingNumbers } from '@ecc/contracts/bookings'
import { listDisputes, resolveDispute } from '@ecc/contracts/disputes'
import { getLedgerProof } from '@ecc/contracts/payments'
import { Button, Checkbox, Group, Input, Modal, Slider, Stack, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { limitOf } from '../../lib/field-limits.ts'
import { messageOf } from '../../lib/message.ts'
import { useMoney } from '../../lib/viewer.ts'
import { FormError } from '../../ui/states.tsx'
import classes from './admin-disputes.module.css'
import type { Dispute } from './dispute-card.tsx'
import { divide } from './settlement.ts'
import { useDisputesText } from './text.ts'

const noteLimits = resolveDispute.body.properties.note
const minNote = limitOf(noteLimits, 'minLength')
const marks = [0, 25, 50, 75, 100].map((value) => ({ value, label: `${value} %` }))

/** Divides the held money between player and coach, and keeps why. */
export function SettleDialog({ dispute, onClose }: { dispute: Dispute; onClose: () => void }) {
  const t = useDisputesText()
  const money = useMoney()
  const [percent, setPercent] = useState(50)
  const [note, setNote] = useState('')
  const [removeMarks, setRemoveMarks] = useState(false)
  const [tried, setTried] = useState(false)
  const { player, coach, price } = dispute
  const marked = dispute.outcome?.kind === 'coach_no_show'
  const settle = useApiMutation(resolveDispute, {
    invalidates: [listDisputes, getBookingNumbers, getLedgerProof],
    onSuccess: () => {
      const amount = money.exact(divide(price, percent).player)
      notifications.show({ message: t('settled', { amount, name: player.displayName }) })
      onClose()
    },
  })
  const isShort = note.trim().length < minNote
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    setTried(true)
    if (isShort) return
    settle.mutate({ params: { id: dispute.id }, body: { refundPercent: percent, note: note.trim(), removeMarks } })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('settleTitle')}
      size="lg"
      centered
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <ShareField dispute={dispute} percent={percent} onChange={setPercent} />
          <Textarea
            label={t('note')}
            description={t('noteHint')}
            autosize
            minRows={3}
            maxRows={8}
            maxLength={limitOf(noteLimits, 'maxLength')}
            value={note}
            error={tried && isShort ? t('needNote') : null}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          {marked ? (
            <Checkbox
              label={t('removeMarks', { name: coach.displayName })}
              checked={removeMarks}
              onChange={(event) => setRemoveMarks(event.currentTarget.checked)}
            />
          ) : null}
          <FormError message={settle.error ? messageOf(settle.error) : null} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={settle.isPending}>
              {t('settle')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** How much goes back, with what both sides get of it. */
function ShareField(props: { dispute: Dispute; percent: number; onChange: (percent: number) => void }) {
  const t = useDisputesText()
  const money = useMoney()
  const { percent } = props
  const { player, coach, price } = props.dispute
  const parts = divide(price, percent)
  return (
    <div>
      <Input.Label component="span" size="md">
        {t('share')}: <span className="figures">{t('percent', { percent })}</span>
      </Input.Label>
      <Slider
        value={percent}
        onChange={props.onChange}
        min={0}
        max={100}
        step={5}
        marks={marks}
        thumbLabel={t('share')}
        thumbProps={{ 'aria-valuetext': t('percent', { percent }) }}
        label={null}
        size="lg"
        mt={10}
        mb={30}
        mx={10}
      />
      <dl className={classes.parts} aria-live="polite">
        <div>
          <dt>{t('toPlayer', { name: player.displayName })}</dt>
          <dd className="figures">{money.exact(parts.player)}</dd>
        </div>
        <div>
          <dt>{t('toCoach', { name: coach.displayName })}</dt>
          <dd className="figures">{money.exact(parts.coach)}</dd>
        </div>
      </dl>
    </div>
  )
}
