import { listVerifications } from '@ecc/contracts/verifications'
import { Stack } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { useApiPages } from '../../lib/api.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { MoreButton } from '../../ui/more-button.tsx'
import { EmptyState, LoadingLines } from '../../ui/states.tsx'
import { useVerificationsText } from './text.ts'
import { VerificationCard } from './verification-card.tsx'

/** The profiles that wait for approval. */
export function VerificationQueue() {
  const t = useVerificationsText()
  const queue = useApiPages(listVerifications, { query: {} }, { refetchInterval: 30_000 })
  return (
    <Loaded query={queue} skeleton={<LoadingLines count={2} heightPx={260} />}>
      {() =>
        queue.items.length === 0 ? (
          <EmptyState icon={<IconShieldCheck size={26} stroke={1.6} />} title={t('empty')}>
            {t('emptyBody')}
          </EmptyState>
        ) : (
          <Stack gap="lg">
            {queue.items.map((verification) => (
              <VerificationCard key={verification.coach.id} verification={verification} />
            ))}
            <MoreButton pages={queue} />
          </Stack>
        )
      }
    </Loaded>
  )
}
