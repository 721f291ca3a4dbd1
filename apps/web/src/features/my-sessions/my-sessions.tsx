import { listBookings } from '@ecc/contracts/bookings'
import { Button, Stack } from '@mantine/core'
import { IconCalendarPlus, IconHistory } from '@tabler/icons-react'
import { useApiPages } from '../../lib/api.ts'
import { useLiveInterval } from '../../lib/live.ts'
import { messageOf } from '../../lib/message.ts'
import { LinkButton } from '../../ui/link.tsx'
import { EmptyState, ErrorState, LoadingLines } from '../../ui/states.tsx'
import classes from './my-sessions.module.css'
import { SessionRow } from './session-row.tsx'
import { SessionTabs } from './session-tabs.tsx'
import { useSessionsText } from './text.ts'

/** The player's sessions, to come or past. Which of the two stands in the address. */
export function MySessions({ when }: { when: 'upcoming' | 'past' }) {
  const t = useSessionsText()
  const bookings = useApiPages(listBookings, { query: { as: 'player', when } }, { refetchInterval: useLiveInterval() })
  return (
    <Stack gap="lg">
      <SessionTabs current={when} />
      {bookings.isPending ? <LoadingLines count={3} heightPx={104} /> : null}
      {bookings.error && bookings.items.length === 0 ? (
        <ErrorState message={messageOf(bookings.error)} onRetry={() => void bookings.refetch()} />
      ) : null}
      {bookings.isSuccess && bookings.items.length === 0 ? <Nothing when={when} /> : null}
      {bookings.items.length === 0 ? null : (
        <ul className={classes.list}>
          {bookings.items.map((booking) => (
            <li key={booking.id}>
              <SessionRow booking={booking} />
            </li>
          ))}
        </ul>
      )}
      {bookings.hasNextPage ? (
        <Button
          variant="default"
          loading={bookings.isFetchingNextPage}
          onClick={() => void bookings.fetchNextPage()}
          style={{ alignSelf: 'center' }}
        >
          {t('more')}
        </Button>
      ) : null}
    </Stack>
  )
}

function Nothing({ when }: { when: 'upcoming' | 'past' }) {
  const t = useSessionsText()
  const Icon = when === 'upcoming' ? IconCalendarPlus : IconHistory
  return (
    <EmptyState
      icon={<Icon size={28} stroke={1.6} />}
      title={t(when === 'upcoming' ? 'noUpcoming' : 'noPast')}
      action={when === 'upcoming' ? <LinkButton to="/coaches">{t('find')}</LinkButton> : undefined}
    >
      {t(when === 'upcoming' ? 'noUpcomingBody' : 'noPastBody')}
    </EmptyState>
  )
}
