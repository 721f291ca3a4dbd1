import type { listDisputes } from '@ecc/contracts/bookings'
import type { ReplyOf } from '@ecc/contracts/define'
import { Button, Group, Text, Title } from '@mantine/core'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { Face } from '../../ui/face.tsx'
import { TextLink } from '../../ui/link.tsx'
import classes from './admin-disputes.module.css'
import { useDisputesText } from './text.ts'

export type Dispute = ReplyOf<typeof listDisputes>['items'][number]

/** One dispute: who, which session, how much, and what the player says. */
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
        <h3 className={classes.small}>{t('playerSays')}</h3>
        <blockquote className={classes.reason}>{dispute.reason}</blockquote>
      </div>
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
