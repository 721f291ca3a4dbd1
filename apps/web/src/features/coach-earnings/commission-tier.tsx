import type { CommissionTier } from '@ecc/contracts/earnings'
import { Progress, Text } from '@mantine/core'
import { durationText } from '../../lib/time.ts'
import { Panel } from '../../ui/panel.tsx'
import { useEarningsText } from './text.ts'

/** What is kept of the coach's earnings now, and what is missing until it is less. */
export function CommissionTierLine({ tier }: { tier: CommissionTier }) {
  const t = useEarningsText()
  const { percent, paidMinutes, next } = tier
  return (
    <Panel title={t('tierTitle')}>
      <Text>
        {t('tier', { percent })}{' '}
        {next ? t('tierNext', { percent: next.percent, missing: durationText(next.missingMinutes) }) : t('tierLast')}
      </Text>
      {next ? (
        <Progress.Root size="md">
          <Progress.Section
            value={(100 * paidMinutes) / (paidMinutes + next.missingMinutes)}
            aria-label={t('tierProgress', { percent: next.percent })}
          />
        </Progress.Root>
      ) : null}
      <Text size="sm" c="dimmed">
        {t('tierPaid', { paid: durationText(paidMinutes) })}
      </Text>
    </Panel>
  )
}
