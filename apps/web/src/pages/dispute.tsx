import { type BookingDetail, bookingNotFound, getBooking } from '@ecc/contracts/bookings'
import { getDispute } from '@ecc/contracts/disputes'
import { IconFlagOff } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { DisputeView } from '../features/dispute/dispute-view.tsx'
import { OpenForm } from '../features/dispute/open-form.tsx'
import { useDisputeText } from '../features/dispute/text.ts'
import { useApiQuery } from '../lib/api.ts'
import { useLiveInterval } from '../lib/live.ts'
import { LinkButton } from '../ui/link.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page, PageFrame, usePageTitle } from '../ui/page.tsx'
import { EmptyState } from '../ui/states.tsx'

/** The dispute on a session, or the form that opens one. */
export function DisputePage() {
  const t = useDisputeText()
  const { id } = useParams({ from: '/shell/bookings/$id/dispute' })
  const booking = useApiQuery(getBooking, { params: { id } }, { refetchInterval: useLiveInterval() })
  if (bookingNotFound.is(booking.error)) return <NotHere />
  return (
    <Loaded query={booking}>
      {(data) => {
        const { disputeUntil, dispute } = data.afterwards
        if (data.viewerIs !== 'admin' && disputeUntil !== null)
          return (
            <Page title={t('title')} width="reading" lead={data.offerTitle}>
              <OpenForm booking={data} side={data.viewerIs} />
            </Page>
          )
        return dispute === null ? <NotHere booking={data} /> : <Opened bookingId={id} />
      }}
    </Loaded>
  )
}

function Opened({ bookingId }: { bookingId: string }) {
  const t = useDisputeText()
  usePageTitle(t('title'))
  // Its steps are told live; what the other side adds to its evidence is not, so that it is looked for.
  const dispute = useApiQuery(getDispute, { params: { id: bookingId } }, { refetchInterval: 15_000 })
  return (
    <PageFrame>
      <Loaded query={dispute}>{(data) => <DisputeView dispute={data} />}</Loaded>
    </PageFrame>
  )
}

function NotHere({ booking }: { booking?: BookingDetail }) {
  const t = useDisputeText()
  usePageTitle(t('notHere'))
  return (
    <EmptyState
      page
      icon={<IconFlagOff size={28} stroke={1.6} />}
      title={t('notHere')}
      action={
        booking ? (
          <LinkButton to="/bookings/$id" params={{ id: booking.id }}>
            {t('toSession')}
          </LinkButton>
        ) : null
      }
    >
      {t('notHereBody')}
    </EmptyState>
  )
}
