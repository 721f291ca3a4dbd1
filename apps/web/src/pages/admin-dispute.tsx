import { bookingNotFound } from '@ecc/contracts/bookings'
import { disputeNotFound, getDisputeCase } from '@ecc/contracts/disputes'
import { IconGavel } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { useDisputesText } from '../features/admin-disputes/text.ts'
import { DeskPanel } from '../features/dispute/desk-panel.tsx'
import { DisputeView } from '../features/dispute/dispute-view.tsx'
import { RulePanel } from '../features/dispute/rule-panel.tsx'
import { useApiQuery } from '../lib/api.ts'
import { LinkButton } from '../ui/link.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { PageFrame, usePageTitle } from '../ui/page.tsx'
import { EmptyState } from '../ui/states.tsx'

/** One dispute with all that staff decide by, and the ruling. */
export function AdminDisputePage() {
  const t = useDisputesText()
  const { id } = useParams({ from: '/shell/staff/admin/disputes/$id' })
  const dispute = useApiQuery(getDisputeCase, { params: { id } }, { refetchInterval: 30_000 })
  usePageTitle(t('title'))
  return (
    <PageFrame>
      {disputeNotFound.is(dispute.error) || bookingNotFound.is(dispute.error) ? (
        <EmptyState
          page
          icon={<IconGavel size={28} stroke={1.6} />}
          title={t('notFound')}
          action={<LinkButton to="/admin/disputes">{t('toList')}</LinkButton>}
        >
          {t('notFoundBody')}
        </EmptyState>
      ) : (
        <Loaded query={dispute}>
          {(data) => (
            <DisputeView
              dispute={data}
              staff={
                <>
                  <RulePanel dispute={data} />
                  <DeskPanel dispute={data} />
                </>
              }
            />
          )}
        </Loaded>
      )}
    </PageFrame>
  )
}
