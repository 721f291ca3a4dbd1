import { leaveWaitingList, listWaiting, type Waiting } from '@ecc/contracts/waiting-list'
import { Button, Group, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useApiMutation, useApiQuery } from '../../lib/api.ts'
import { useLiveInterval } from '../../lib/live.ts'
import { messageOf } from '../../lib/message.ts'
import { useRules } from '../../lib/policy.ts'
import { useTimes } from '../../lib/viewer.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Countdown } from '../../ui/countdown.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useWaitingText } from './text.ts'
import classes from './waiting-list.module.css'

/** The days the player waits for. Nothing at all while there are none: waiting is not what people come for. */
export function MyWaitingList() {
  const t = useWaitingText()
  const { waitingHoldMinutes } = useRules()
  const waiting = useApiQuery(listWaiting, {}, { refetchInterval: useLiveInterval() })
  const [leaving, setLeaving] = useState<Waiting | null>(null)
  if (!waiting.data || waiting.data.items.length === 0) return null
  return (
    <Panel title={t('title')} lead={t('lead', { minutes: waitingHoldMinutes })}>
      <ul className={classes.list}>
        {waiting.data.items.map((place) => (
          <li key={place.id}>
            <Place place={place} onLeave={() => setLeaving(place)} />
          </li>
        ))}
      </ul>
      {leaving ? <LeaveDialog place={leaving} onClose={() => setLeaving(null)} /> : null}
    </Panel>
  )
}

function Place({ place, onLeave }: { place: Waiting; onLeave: () => void }) {
  const t = useWaitingText()
  const times = useTimes()
  const { coach, offer, offerTitle } = place
  const name = coach.displayName
  return (
    <article className={classes.place}>
      <div>
        <Title order={3} fz="md">
          {offer ? times.dayTime(offer.startsAt) : times.relativeDay(place.from)}
        </Title>
        <Text size="sm" c="dimmed">
          {t('with', { title: offerTitle, name })}
        </Text>
        <Group gap="xs" mt={6}>
          <Tag tone={offer ? 'accent' : 'plain'}>{t(offer ? 'held' : 'waiting')}</Tag>
          {offer ? <Countdown until={offer.until} label={t('timeLeft')} /> : null}
          {!offer && place.ahead > 0 ? <Text size="sm">{t('ahead', { count: place.ahead })}</Text> : null}
        </Group>
      </div>
      <Group gap="sm">
        {offer ? (
          <LinkButton to="/bookings/$id/checkout" params={{ id: offer.bookingId }} aria-label={t('takeFor', { name })}>
            {t('take')}
          </LinkButton>
        ) : (
          <Button variant="default" onClick={onLeave} aria-label={t('leaveFor', { name })}>
            {t('leave')}
          </Button>
        )}
      </Group>
    </article>
  )
}

function LeaveDialog({ place, onClose }: { place: Waiting; onClose: () => void }) {
  const t = useWaitingText()
  const times = useTimes()
  const leave = useApiMutation(leaveWaitingList, { invalidates: [listWaiting], onSuccess: onClose })
  return (
    <ConfirmDialog
      opened
      title={t('leaveAsk')}
      confirmLabel={t('leave')}
      busy={leave.isPending}
      error={leave.error ? messageOf(leave.error) : null}
      onConfirm={() => leave.mutate({ params: { id: place.id } })}
      onClose={onClose}
    >
      <Text>{t('leaveBody', { day: times.dayInSentence(place.from) })}</Text>
    </ConfirmDialog>
  )
}
