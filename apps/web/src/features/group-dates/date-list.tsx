import type { Offer } from '@ecc/contracts/coaches'
import { type GroupDate, listGroupDates, removeGroupDate } from '@ecc/contracts/group-dates'
import { Button, Group, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCalendarPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useApiMutation, useApiQuery } from '../../lib/api.ts'
import { useGroupText } from '../../lib/group.ts'
import { useLiveInterval } from '../../lib/live.ts'
import { messageOf } from '../../lib/message.ts'
import { useTimes } from '../../lib/viewer.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { useNow } from '../../ui/countdown.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { EmptyState, LoadingLines } from '../../ui/states.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import classes from './group-dates.module.css'
import { useGroupDatesText } from './text.ts'

/** The dates that are not over: seats sold, what each hangs on, and the way to cancel or take it back. */
export function DateList({ offer }: { offer: Offer }) {
  const t = useGroupDatesText()
  const dates = useApiQuery(listGroupDates, { params: { id: offer.id } }, { refetchInterval: useLiveInterval() })
  return (
    <section aria-labelledby="group-dates">
      <Title order={2} fz="h3" id="group-dates" mb="sm">
        {t('upcoming')}
      </Title>
      <Loaded query={dates} skeleton={<LoadingLines count={2} heightPx={96} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={<IconCalendarPlus size={26} stroke={1.6} />} title={t('none')}>
              {t('noneBody')}
            </EmptyState>
          ) : (
            <ul className={classes.list}>
              {items.map((date) => (
                <li key={date.id}>
                  <DateRow date={date} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}

function standing(
  { state, decidesAt, taken }: GroupDate,
  nowMs: number,
): { name: 'open' | 'unbooked' | 'deciding' | 'on' | 'off'; tone: Tone } {
  if (state === 'on') return { name: 'on', tone: 'good' }
  if (state === 'off') return { name: 'off', tone: 'bad' }
  if (nowMs < Date.parse(decidesAt)) return { name: 'open', tone: 'accent' }
  return taken === 0 ? { name: 'unbooked', tone: 'plain' } : { name: 'deciding', tone: 'warn' }
}

function DateRow({ date }: { date: GroupDate }) {
  const t = useGroupDatesText()
  const times = useTimes()
  const words = useGroupText()
  const nowMs = useNow(30_000)
  const { name, tone } = standing(date, nowMs)
  const when = `${times.day(date.startsAt)}, ${times.range(date.startsAt, date.endsAt)}`
  const held = date.taken - date.booked
  const isOver = name === 'off' || name === 'unbooked'
  return (
    <article className={classes.row} aria-label={when} data-state={name}>
      <div className={classes.words}>
        <Group gap="sm">
          <Text fw={650} className="figures">
            {when}
          </Text>
          <Tag tone={tone}>{t(name)}</Tag>
        </Group>
        <Text mt={4}>
          {words.seatsBooked(date)}. {held === 0 ? null : held === 1 ? t('held') : t('heldMore', { count: held })}
        </Text>
        {isOver ? null : (
          <Text size="sm" c="dimmed">
            {words.whether(date, nowMs)}
          </Text>
        )}
      </div>
      {date.bookingId !== null && !isOver ? (
        <LinkButton
          to="/bookings/$id"
          params={{ id: date.bookingId }}
          variant="default"
          size="sm"
          aria-label={t('seeNamed', { when })}
        >
          {t('see')}
        </LinkButton>
      ) : null}
      {date.taken === 0 && !isOver ? <RemoveDate date={date} when={when} /> : null}
    </article>
  )
}

function RemoveDate({ date, when }: { date: GroupDate; when: string }) {
  const t = useGroupDatesText()
  const [asking, setAsking] = useState(false)
  const remove = useApiMutation(removeGroupDate, {
    invalidates: [listGroupDates],
    onSuccess: () => {
      setAsking(false)
      notifications.show({ message: t('removed') })
    },
  })
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={t('removeNamed', { when })}
        onClick={() => setAsking(true)}
      >
        {t('remove')}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t('removeTitle')}
        cancelLabel={t('keep')}
        confirmLabel={t('remove')}
        danger
        busy={remove.isPending}
        error={remove.error ? messageOf(remove.error) : null}
        onConfirm={() => remove.mutate({ params: { id: date.id } })}
        onClose={() => setAsking(false)}
      >
        <Text>{t('removeBody', { when })}</Text>
      </ConfirmDialog>
    </>
  )
}
