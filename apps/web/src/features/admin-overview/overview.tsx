import { type Booking, getBookingNumbers } from '@ecc/contracts/bookings'
import { listDisputes } from '@ecc/contracts/disputes'
import { listVerifications } from '@ecc/contracts/verifications'
import { Group, Skeleton, Text } from '@mantine/core'
import { IconGavel, IconShieldCheck } from '@tabler/icons-react'
import { useApiQuery } from '../../lib/api.ts'
import { useBookingStates } from '../../lib/booking-states.ts'
import { type QueueLength, useQueueLength } from '../../lib/staff-queues.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { PlainLink } from '../../ui/link.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import classes from './admin-overview.module.css'
import { LedgerPanel } from './ledger-panel.tsx'
import { PlatformPanel } from './platform-panel.tsx'
import { useAdminOverviewText } from './text.ts'

const refreshMs = 30_000

/** What waits for the staff, and how bookings, money and platform are. */
export function AdminOverview() {
  return (
    <div className={classes.layout}>
      <Waiting />
      <div className={classes.column}>
        <Numbers />
      </div>
      <PlatformPanel />
      <LedgerPanel />
    </div>
  )
}

function Waiting() {
  const t = useAdminOverviewText()
  const profiles = useQueueLength(listVerifications)
  const disputes = useQueueLength(listDisputes)
  const words = (queue: QueueLength | undefined, some: 'verifications' | 'disputes') =>
    queue === undefined ? null : t(queue.more ? `${some}Many` : some, { count: queue.count })
  return (
    <section className={classes.waiting} aria-label={t('waiting')}>
      <PlainLink to="/admin/verifications" className={classes.queue} data-some={Boolean(profiles?.count)}>
        <IconShieldCheck size={24} stroke={1.7} aria-hidden />
        {words(profiles, 'verifications') ?? <Skeleton h={20} w={160} />}
      </PlainLink>
      <PlainLink to="/admin/disputes" className={classes.queue} data-some={Boolean(disputes?.count)}>
        <IconGavel size={24} stroke={1.7} aria-hidden />
        {words(disputes, 'disputes') ?? <Skeleton h={20} w={160} />}
      </PlainLink>
    </section>
  )
}

function Numbers() {
  const t = useAdminOverviewText()
  const times = useTimes()
  const money = useMoney()
  const numbers = useApiQuery(getBookingNumbers, {}, { refetchInterval: refreshMs })
  return (
    <>
      <Panel
        title={t('volume')}
        lead={numbers.data ? t('volumeLead', { date: times.date(numbers.data.since) }) : undefined}
      >
        <Loaded query={numbers} skeleton={<LoadingLines count={1} heightPx={90} />}>
          {({ volume }) =>
            volume.length === 0 ? (
              <Text c="dimmed">{t('noVolume')}</Text>
            ) : (
              <Group gap="xl">
                {volume.map((sum) => (
                  <Text key={sum.currency} fz={30} fw={720} lh={1.2} className="figures">
                    {money(sum)}
                  </Text>
                ))}
              </Group>
            )
          }
        </Loaded>
      </Panel>
      <Panel
        title={t('bookings')}
        lead={numbers.data ? t('since', { date: times.date(numbers.data.since) }) : undefined}
      >
        <Loaded query={numbers} skeleton={<LoadingLines count={1} heightPx={180} />}>
          {({ states }) => <States states={states} />}
        </Loaded>
      </Panel>
    </>
  )
}

function States({ states }: { states: { state: Booking['state']; count: number }[] }) {
  const t = useAdminOverviewText()
  const { name, tone } = useBookingStates()
  const total = states.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return <Text c="dimmed">{t('noBookings')}</Text>
  return (
    <>
      <Text fz={30} fw={720} lh={1.2} className="figures">
        {total}{' '}
        <Text span size="sm" c="dimmed" fw={400}>
          {t('total')}
        </Text>
      </Text>
      <ul className={classes.states}>
        {states
          .toSorted((one, other) => other.count - one.count)
          .map(({ state, count }) => (
            <li key={state} data-tone={tone(state)}>
              <span>{name(state)}</span>
              <b className="figures">{count}</b>
              <span className={classes.bar} style={{ width: `${(count / total) * 100}%` }} aria-hidden />
            </li>
          ))}
      </ul>
    </>
  )
}
