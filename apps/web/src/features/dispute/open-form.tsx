import { paidFor } from '@ecc/contracts/booking-parts'
import { type BookingDetail, getBooking, listBookings } from '@ecc/contracts/bookings'
import { DisputeReason, type Remedy, remediesOf } from '@ecc/contracts/dispute-terms'
import { getDispute, openDispute } from '@ecc/contracts/disputes'
import type { Side } from '@ecc/contracts/outcomes'
import { Button, Group, NativeSelect, Stack } from '@mantine/core'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useRules } from '../../lib/policy.ts'
import { Panel } from '../../ui/panel.tsx'
import { FormError } from '../../ui/states.tsx'
import { useWords, WordsField } from '../../ui/words-field.tsx'
import { RemedyField } from './remedy-field.tsx'
import { useDisputeText } from './text.ts'
import { useDraft } from './use-draft.ts'

const reasons = (DisputeReason as unknown as { enum: DisputeReason[] }).enum

/** Reports a problem, or contests an outcome: what it is about, what happened, and what is asked for. */
export function OpenForm({ booking, side }: { booking: BookingDetail; side: Side }) {
  const t = useDisputeText()
  const kinds = remediesOf(side, booking.group !== null)
  const [reason, setReason] = useState<DisputeReason>(side === 'coach' ? 'something_else' : 'technical')
  const words = useWords(openDispute.body.properties.words, useDraft(`open:${booking.id}`))
  const [asked, setAsked] = useState<Remedy>(
    side === 'coach' ? { kind: 'release', percent: 0 } : { kind: 'refund', percent: 100 },
  )
  const open = useApiMutation(openDispute, {
    invalidates: [getBooking, listBookings, getDispute],
    onSuccess: words.clear,
  })
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    const said = words.take()
    if (said !== null) open.mutate({ params: { id: booking.id }, body: { reason, words: said, asked } })
  }
  const other = side === 'coach' ? booking.player : booking.coach
  const policy = useRules()
  const contests = booking.afterwards.contestUntil !== null
  return (
    <Panel
      tone="accent"
      title={t(contests ? 'contestTitle' : 'openTitle')}
      lead={t('openLead', { name: other.displayName, hours: policy.disputeAnswerHours })}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <NativeSelect
            label={t('reason')}
            value={reason}
            data={reasons.map((value) => ({ value, label: t(`reason_${value}`) }))}
            onChange={(event) => setReason(event.currentTarget.value as DisputeReason)}
          />
          <WordsField
            words={words}
            needed={t('needWords')}
            label={t('words')}
            description={t('wordsHint')}
            minRows={4}
          />
          <RemedyField
            label={t('ask')}
            kinds={kinds}
            value={asked}
            sold={{ ...booking, price: side === 'coach' ? paidFor(booking) : booking.price }}
            onChange={setAsked}
          />
          <FormError message={open.error ? messageOf(open.error) : null} />
          <Group justify="flex-end">
            <Button type="submit" color="red" loading={open.isPending}>
              {t('openDo')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}
