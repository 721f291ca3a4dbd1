import { listDisputes } from '@ecc/contracts/disputes'
import { Button, Group, Stack } from '@mantine/core'
import { IconGavel } from '@tabler/icons-react'
import { useState } from 'react'
import { useApiPages } from '../../lib/api.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { EmptyState, LoadingLines } from '../../ui/states.tsx'
import { type Dispute, DisputeCard } from './dispute-card.tsx'
import { SettleDialog } from './settle-dialog.tsx'
import { useDisputesText } from './text.ts'

/** Open disputes, oldest first, each to be settled. */
export function DisputeList() {
  const t = useDisputesText()
  const disputes = useApiPages(listDisputes, { query: {} }, { refetchInterval: 30_000 })
  const [settling, setSettling] = useState<Dispute | null>(null)
  return (
    <Loaded query={disputes} skeleton={<LoadingLines count={2} heightPx={190} />}>
      {() => (
        <>
          {disputes.items.length === 0 ? (
            <EmptyState icon={<IconGavel size={26} stroke={1.6} />} title={t('empty')}>
              {t('emptyBody')}
            </EmptyState>
          ) : (
            <Stack gap="lg">
              {disputes.items.map((dispute) => (
                <DisputeCard key={dispute.id} dispute={dispute} onSettle={() => setSettling(dispute)} />
              ))}
              {disputes.hasNextPage ? (
                <Group justify="center">
                  <Button
                    variant="default"
                    loading={disputes.isFetchingNextPage}
                    onClick={() => void disputes.fetchNextPage()}
                  >
                    {t('more')}
                  </Button>
                </Group>
              ) : null}
            </Stack>
          )}
          {settling ? <SettleDialog dispute={settling} onClose={() => setSettling(null)} /> : null}
        </>
      )}
    </Loaded>
  )
}
