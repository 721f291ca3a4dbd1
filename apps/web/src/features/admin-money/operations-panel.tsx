import {
  getMoneyWatch,
  listOperations,
  listOperatorActs,
  type MoneyOperation,
  tryOperation,
} from '@ecc/contracts/operator'
import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useApiMutation, useApiPages } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { FormError } from '../../ui/states.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from './admin-money.module.css'
import { PagedList } from './paged-list.tsx'
import { useMoneyDeskText } from './text.ts'

/** What was decided and is not done: why, and when it is tried next. */
export function OperationsPanel() {
  const t = useMoneyDeskText()
  const operations = useApiPages(listOperations, { query: { show: 'open' } }, { refetchInterval: 15_000 })
  return (
    <PagedList title={t('operations')} lead={t('operationsLead')} empty={t('noOperations')} pages={operations}>
      {(operation) => <OpenOperation operation={operation} />}
    </PagedList>
  )
}

/** Transfers whose coach cannot be paid yet. */
export function WaitingPanel() {
  const t = useMoneyDeskText()
  const times = useTimes()
  const transfers = useApiPages(listOperations, { query: { show: 'waiting' } }, { refetchInterval: 60_000 })
  return (
    <PagedList title={t('waiting')} lead={t('waitingLead')} empty={t('noWaiting')} pages={transfers}>
      {(transfer) => (
        <>
          <Head operation={transfer} />
          <Group gap="sm">
            <Text size="sm">{t('waits', { when: times.date(transfer.since) })}</Text>
            {transfer.isOverdue ? <Tag tone="bad">{t('overdue')}</Tag> : null}
          </Group>
          <span className={classes.id}>{t('coachId', { id: transfer.coachId })}</span>
        </>
      )}
    </PagedList>
  )
}

function OpenOperation({ operation }: { operation: MoneyOperation }) {
  const t = useMoneyDeskText()
  const money = useMoney()
  const attempt = useApiMutation(tryOperation, {
    invalidates: [listOperations, listOperatorActs, getMoneyWatch],
    onSuccess: () => notifications.show({ message: t('tried') }),
  })
  const named = { kind: t(`op_${operation.kind}`), amount: money.exact(operation.amount) }
  return (
    <>
      <Head operation={operation} />
      <Standing operation={operation} />
      {operation.state === 'pending' ? (
        <Group>
          <Button
            size="sm"
            variant="default"
            loading={attempt.isPending}
            onClick={() => attempt.mutate({ params: { id: operation.id } })}
            aria-label={t('tryNamed', named)}
          >
            {t('tryNow')}
          </Button>
        </Group>
      ) : null}
      <FormError message={attempt.error ? messageOf(attempt.error) : null} />
    </>
  )
}

function Head({ operation }: { operation: MoneyOperation }) {
  const t = useMoneyDeskText()
  const times = useTimes()
  const money = useMoney()
  const { orderId, bookingId, coachId } = operation
  return (
    <>
      <div className={classes.head}>
        <b>
          {t(`op_${operation.kind}`)} <span className="figures">{money.exact(operation.amount)}</span>
        </b>
        <Text size="sm" c="dimmed">
          {t('since', { when: times.dayTime(operation.since) })}
        </Text>
      </div>
      <span className={classes.id}>
        {orderId ? t('order', { id: bookingId ?? orderId }) : t('coach', { id: coachId })}
      </span>
    </>
  )
}

function Standing({ operation }: { operation: MoneyOperation }) {
  const t = useMoneyDeskText()
  const times = useTimes()
  const { tries, lastFault, nextTryAt, isRunning, state } = operation
  if (state === 'sent') return <Text size="sm">{t('sent')}</Text>
  return (
    <>
      <Text size="sm">
        {tries === 0 ? t('noFault') : t('tries', { count: tries })}
        {isRunning
          ? ` · ${t('running')}`
          : nextTryAt === null
            ? ''
            : ` · ${t('next', { when: times.dayTime(nextTryAt) })}`}
      </Text>
      {lastFault === null ? null : <span className={classes.fault}>{lastFault}</span>}
    </>
  )
}
