import type { Booking } from '@ecc/contracts/bookings'
import { IconCalendarPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { LinkButton } from '../../ui/link.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState, LoadingLines } from '../../ui/states.tsx'
import classes from './coach-dashboard.module.css'
import { MoneyPanel } from './money-panel.tsx'
import { NextSession } from './next-session.tsx'
import { sessionsOf } from './sessions.ts'
import { StandingPanel } from './standing-panel.tsx'
import { Tasks } from './tasks.tsx'
import { useDashboardText } from './text.ts'
import { Upcoming } from './upcoming.tsx'
import { useDesk } from './use-desk.ts'

/** A coach's day: the next session, what is to do, what comes, and the money. `answer` is how a request is answered. */
export function Dashboard({ answer }: { answer: (booking: Booking) => ReactNode }) {
  const t = useDashboardText()
  const desk = useDesk()
  return (
    <Loaded query={desk.upcoming} skeleton={<LoadingLines count={3} heightPx={140} />}>
      {({ items }) => {
        const booked = sessionsOf(items.filter(({ state }) => state !== 'held' && state !== 'requested'))
        const [next, ...rest] = booked
        return (
          <div className={classes.layout}>
            <div className={classes.main}>
              {next ? (
                <NextSession booking={next} />
              ) : (
                <Panel>
                  <EmptyState
                    icon={<IconCalendarPlus size={26} stroke={1.6} />}
                    title={t('noNext')}
                    action={
                      <LinkButton to="/coach/hours" variant="default">
                        {t('openHours')}
                      </LinkButton>
                    }
                  >
                    {t('noNextBody')}
                  </EmptyState>
                </Panel>
              )}
              {next ? <Upcoming bookings={rest} /> : null}
            </div>
            <div className={classes.side}>
              <Tasks
                desk={desk}
                answer={answer}
                paying={items.filter(({ state }) => state === 'held')}
                proposed={items.filter(({ reschedule }) => reschedule?.proposedBy === 'player')}
              />
              <MoneyPanel />
              <StandingPanel />
            </div>
          </div>
        )
      }}
    </Loaded>
  )
}
