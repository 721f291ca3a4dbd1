import { listBookings } from '@ecc/contracts/bookings'
import { Stack } from '@mantine/core'
import { IconCalendarPlus, IconHistory } from '@tabler/icons-react'
import { useApiPages } from '../../lib/api.ts'
import { useLiveInterval } from '../../lib/live.ts'
import { LinkButton } from '../../ui/link.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { MoreButton } from '../../ui/more-button.tsx'
import { EmptyState, LoadingLines } from '../../ui/states.tsx'
import classes from './my-sessions.module.css'
import { SessionRow } from './session-row.tsx'
import { SessionTabs } from './session-tabs.tsx'
import { useSessionsText } from './text.ts'

/** The player's sessions, to come or past. Which of the two stands in the address. */
export function MySessions({ when }: { when: 'upcoming' | 'past' }) {
  const bookings = useApiPages(listBookings, { query: { as: 'player', when } }, { refetchInterval: useLiveInterval() })
  return (
    <Stack gap="lg">
      <SessionTabs current={when} />
      <Loaded query={bookings} skeleton={<LoadingLines count={3} heightPx={104} />}>
        {() =>
          bookings.items.length === 0 ? (
            <Nothing when={when} />
          ) : (
            <>
              <ul className={classes.list}>
                {bookings.items.map((booking) => (
                  <li key={booking.id}>
                    <SessionRow booking={booking} />
                  </li>
                ))}
              </ul>
              <MoreButton pages={bookings} />
            </>
          )
        }
      </Loaded>
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
