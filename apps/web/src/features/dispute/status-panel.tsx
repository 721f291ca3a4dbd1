import { getBooking, listBookings } from '@ecc/contracts/bookings'
import { type Dispute, getDispute, listDisputes, withdrawDispute } from '@ecc/contracts/disputes'
import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Countdown } from '../../ui/countdown.tsx'
import { Panel } from '../../ui/panel.tsx'
import classes from './dispute.module.css'
import { MoneyParts } from './remedy-field.tsx'
import { useDisputeText } from './text.ts'

/** Where the dispute stands: the next deadline and what happens then, or how it ended. */
export function StatusPanel({ dispute }: { dispute: Dispute }) {
  const t = useDisputeText()
  const money = useMoney()
  const { state, answerBy, evidenceUntil, ruleBy } = dispute
  const until = { open: answerBy, answered: evidenceUntil, evidence_closed: ruleBy }[state as 'open'] ?? null
  const words = useNextWords(dispute)
  if (until === null) return <Ended dispute={dispute} />
  return (
    <Panel tone="accent" title={t('now')}>
      <Text>{words}</Text>
      {dispute.overdue ? null : (
        <Text>
          {t('left')}:{' '}
          <b>
            <Countdown until={until} label={t('left')} />
          </b>
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t('frozen', { amount: money.exact(dispute.booking.price) })}
      </Text>
      {dispute.may.withdraw ? <Withdraw dispute={dispute} /> : null}
    </Panel>
  )
}

function useNextWords({ state, openedBy, viewerIs, player, coach, ...dispute }: Dispute): string {
  const t = useDisputeText()
  const times = useTimes()
  const [claimant, other] = openedBy === 'player' ? [player, coach] : [coach, player]
  if (state === 'open') {
    const when = times.dayTime(dispute.answerBy)
    if (viewerIs === 'admin') return t('then_open_admin', { when })
    return viewerIs === openedBy
      ? t('then_open_claimant', { when, name: other.displayName })
      : t('then_open_answering', { when, name: claimant.displayName })
  }
  if (state === 'answered')
    return t(viewerIs === 'admin' ? 'then_answered_admin' : 'then_answered', {
      when: times.dayTime(dispute.evidenceUntil),
    })
  return t(dispute.overdue ? 'then_overdue' : 'then_evidence_closed', { when: times.dayTime(dispute.ruleBy) })
}

function Ended({ dispute }: { dispute: Dispute }) {
  const t = useDisputeText()
  const times = useTimes()
  const { ruling, state, booking, player, coach } = dispute
  if (ruling === null || state === 'withdrawn')
    return (
      <Panel title={t('state_withdrawn')}>
        <Text>{t('ended_withdrawn')}</Text>
      </Panel>
    )
  return (
    <Panel title={t(`state_${state}`)} lead={t(`ended_${state as 'ruled'}`, { when: times.dayTime(ruling.at) })}>
      <Text fw={560}>{t(`remedy_${ruling.remedy.kind}`)}</Text>
      {ruling.remedy.kind === 'reschedule' ? (
        <Text>{t('ended_reschedule')}</Text>
      ) : (
        <MoneyParts remedy={ruling.remedy} sold={{ ...booking, player, coach }} />
      )}
      {ruling.words === null ? null : (
        <div>
          <h3 className={classes.small}>{t('reasons')}</h3>
          <blockquote className={classes.reason}>{ruling.words}</blockquote>
        </div>
      )}
    </Panel>
  )
}

function Withdraw({ dispute }: { dispute: Dispute }) {
  const t = useDisputeText()
  const [asking, setAsking] = useState(false)
  const withdraw = useApiMutation(withdrawDispute, {
    invalidates: [getDispute, getBooking, listBookings, listDisputes],
    onSuccess: () => setAsking(false),
  })
  return (
    <Group>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t('withdrawDo')}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t('withdrawTitle')}
        confirmLabel={t('withdrawConfirm')}
        busy={withdraw.isPending}
        error={withdraw.error ? messageOf(withdraw.error) : null}
        onConfirm={() => withdraw.mutate({ params: { id: dispute.booking.id }, body: {} })}
        onClose={() => setAsking(false)}
      >
        <Text>{t('withdrawBody')}</Text>
      </ConfirmDialog>
    </Group>
  )
}
