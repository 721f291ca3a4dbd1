import type { ReplyOf } from '@ecc/contracts/define'
import type { listDisputes } from '@ecc/contracts/disputes'
import { Button, Group, Text, Title } from '@mantine/core'
import { useAttendance } from '../../lib/attendance.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { Face } from '../../ui/face.tsx'
import { TextLink } from '../../ui/link.tsx'
import classes from './admin-disputes.module.css'
import { useDisputesText } from './text.ts'

export type Dispute = ReplyOf<typeof listDisputes>['items'][number]

/** One dispute: who, which session, how much, and what is said, and what the room recorded. */
export function DisputeCard({ dispute, onSettle }: { dispute: Dispute; onSettle: () => void }) {
  const t = useDisputesText()
  const times = useTimes()
  const money = useMoney()
  const { player, coach } = dispute
  const names = { player: player.displayName, coach: coach.displayName }
  return (
    <article className={classes.card} aria-labelledby={`dispute-${dispute.id}`}>
      <header className={classes.head}>
        <span className={classes.faces}>
          <Face name={player.displayName} url={player.avatarUrl} size={44} />
          <Face name={coach.displayName} url={coach.avatarUrl} size={44} />
        </span>
        <div className={classes.headWords}>
          <Title order={2} fz="h3" id={`dispute-${dispute.id}`}>
            {t('between', names)}
          </Title>
          <Text size="sm" c="dimmed">
            {dispute.offerTitle} · {times.dayTime(dispute.startsAt)}
          </Text>
        </div>
        <b className={`figures ${classes.price}`}>{money(dispute.price)}</b>
      </header>
      <div>
        <h3 className={classes.small}>{t(dispute.openedBy === 'coach' ? 'coachSays' : 'playerSays')}</h3>
        <blockquote className={classes.reason}>{dispute.reason}</blockquote>
      </div>
      <Records dispute={dispute} />
      <Group justify="space-between">
        <TextLink to="/bookings/$id" params={{ id: dispute.id }} size="sm" underline="always">
          {t('details')}
        </TextLink>
        <Button onClick={onSettle} aria-label={t('settleNamed', { title: dispute.offerTitle, ...names })}>
          {t('settle')}
        </Button>
      </Group>
    </article>
  )
}

/** The records of the room, and what was decided from them. */
function Records({ dispute }: { dispute: Dispute }) {
  const t = useDisputesText()
  const attendance = useAttendance()
  const { outcome, player, coach } = dispute
  if (outcome === null) return <Text size="sm">{t('noRecords')}</Text>
  const lines = [
    [player.displayName, attendance.side(outcome, 'player')],
    [coach.displayName, attendance.side(outcome, 'coach')],
    [t('together'), attendance.together(outcome).text],
  ] as const
  return (
    <div>
      <h3 className={classes.small}>{t('records')}</h3>
      <Text size="sm">{attendance.name(outcome.kind)}</Text>
      <dl className={classes.records}>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="figures">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
