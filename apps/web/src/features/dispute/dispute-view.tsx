import type { Dispute } from '@ecc/contracts/disputes'
import { Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useAttendance } from '../../lib/attendance.ts'
import { useTimes } from '../../lib/viewer.ts'
import { Face } from '../../ui/face.tsx'
import { FactList } from '../../ui/fact-list.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { AnswerPanel } from './answer-panel.tsx'
import classes from './dispute.module.css'
import { EvidencePanel } from './evidence-panel.tsx'
import { MoneyParts } from './remedy-field.tsx'
import { StatusPanel } from './status-panel.tsx'
import { useDisputeText } from './text.ts'
import { Timeline } from './timeline.tsx'

const tones = {
  open: 'warn',
  answered: 'accent',
  evidence_closed: 'warn',
  ruled: 'plain',
  accepted: 'good',
  defaulted: 'plain',
  withdrawn: 'plain',
} as const satisfies Record<Dispute['state'], string>

/** A dispute as its sides and staff see it; `staff` is what only staff see. */
export function DisputeView({ dispute, staff }: { dispute: Dispute; staff?: ReactNode }) {
  const t = useDisputeText()
  const times = useTimes()
  const { player, coach, booking } = dispute
  return (
    <Stack gap="xl">
      <header className={classes.head}>
        <span className={classes.faces}>
          <Face name={player.displayName} url={player.avatarUrl} size={44} />
          <Face name={coach.displayName} url={coach.avatarUrl} size={44} />
        </span>
        <div className={classes.headWords}>
          <Title order={1} fz="h2">
            {t('between', { player: player.displayName, coach: coach.displayName })}
          </Title>
          <Text c="dimmed">
            {booking.offerTitle} · {times.dayTime(booking.startsAt)}
          </Text>
          <Group mt={8} data-testid="dispute-state" data-state={dispute.state}>
            <Tag tone={tones[dispute.state]}>{t(`state_${dispute.state}`)}</Tag>
          </Group>
        </div>
        <LinkButton to="/bookings/$id" params={{ id: booking.id }} variant="default" size="sm">
          {t('toSession')}
        </LinkButton>
      </header>
      <div className={classes.columns}>
        <Stack gap="lg">
          <StatusPanel dispute={dispute} />
          <Statements dispute={dispute} />
          {dispute.may.answer || dispute.may.accept ? <AnswerPanel dispute={dispute} /> : null}
          <EvidencePanel dispute={dispute} />
          {staff}
        </Stack>
        <Stack gap="lg">
          <Attendance dispute={dispute} />
          <Timeline dispute={dispute} />
        </Stack>
      </div>
    </Stack>
  )
}

/** What the claimant says and asks for, and what the other side answers. */
function Statements({ dispute }: { dispute: Dispute }) {
  const t = useDisputeText()
  const { player, coach, openedBy, asked, answer, booking } = dispute
  const says = {
    player: t('saysPlayer', { name: player.displayName }),
    coach: t('saysCoach', { name: coach.displayName }),
  }
  const other = openedBy === 'player' ? 'coach' : 'player'
  return (
    <>
      <Panel title={says[openedBy]} lead={t(`reason_${dispute.reason}`)}>
        <blockquote className={classes.reason}>{dispute.words}</blockquote>
        <Text fw={560}>{t(`asks_${asked.kind}`, { percent: asked.percent })}</Text>
        <MoneyParts remedy={asked} sold={{ ...booking, player, coach }} />
      </Panel>
      <Panel title={says[other]}>
        {answer === null ? (
          <Text c="dimmed">{t(dispute.state === 'open' ? 'noAnswer' : 'noAnswerCame')}</Text>
        ) : (
          <blockquote className={classes.reason}>{answer.words}</blockquote>
        )}
      </Panel>
    </>
  )
}

/** The records of the room, and what was decided from them. */
function Attendance({ dispute }: { dispute: Dispute }) {
  const t = useDisputeText()
  const attendance = useAttendance()
  const { outcome } = dispute
  if (outcome === null)
    return (
      <Panel title={t('attendance')}>
        <Text c="dimmed">{t('attendanceNone')}</Text>
      </Panel>
    )
  return (
    <Panel title={t('attendance')} lead={attendance.name(outcome.kind)}>
      <FactList facts={attendance.lines(outcome, dispute)} />
      <Text size="sm" c="dimmed">
        {t('attendanceLead')}
      </Text>
    </Panel>
  )
}
