import { joinWaitingList, listWaiting, timesAreFree } from '@ecc/contracts/waiting-list'
import { Button, Stack, Text } from '@mantine/core'
import { IconBellPlus } from '@tabler/icons-react'
import { useApiMutation, useApiQuery } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useRules } from '../../lib/policy.ts'
import { useSession } from '../../lib/session.ts'
import type { Span } from '../../lib/span.ts'
import { LinkButton } from '../../ui/link.tsx'
import { FormError } from '../../ui/states.tsx'
import { useWaitingText } from './text.ts'

export interface JoinWaitingListProps {
  coachId: string
  offerId: string
  /** The full day on the viewer's clock. */
  day: Span
  /** There is a free time after all. */
  onFree: () => void
}

/** The way onto the waiting list of a full day, or the viewer's place on it. */
export function JoinWaitingList({ coachId, offerId, day, onFree }: JoinWaitingListProps) {
  const t = useWaitingText()
  const { waitingHoldMinutes: minutes } = useRules()
  const { status } = useSession()
  const waiting = useApiQuery(listWaiting, {}, { enabled: status === 'signed-in' })
  const join = useApiMutation(joinWaitingList, {
    invalidates: [listWaiting],
    onError: (error) => {
      if (timesAreFree.is(error)) onFree()
    },
  })
  if (status === 'guest') {
    return (
      <LinkButton to="/login" search={{ next: `/coaches/${coachId}` }} variant="default" size="sm">
        {t('logIn')}
      </LinkButton>
    )
  }
  const place = waiting.data?.items.find(
    ({ coach, from, to }) =>
      coach.id === coachId && Date.parse(from) < Date.parse(day.to) && Date.parse(to) > Date.parse(day.from),
  )
  if (place) {
    return (
      <Text size="sm" role="status">
        {t('joined', { minutes })} {place.ahead > 0 ? t('ahead', { count: place.ahead }) : null}
      </Text>
    )
  }
  return (
    <Stack gap={6} align="flex-start">
      <Button
        variant="default"
        size="sm"
        leftSection={<IconBellPlus size={17} aria-hidden />}
        loading={join.isPending}
        disabled={status !== 'signed-in'}
        onClick={() => join.mutate({ body: { coachId, offerId, ...day } })}
      >
        {t('join')}
      </Button>
      <Text size="sm" c="dimmed">
        {t('joinLead', { minutes })}
      </Text>
      <FormError message={join.error ? (timesAreFree.is(join.error) ? t('free') : messageOf(join.error)) : null} />
    </Stack>
  )
}
