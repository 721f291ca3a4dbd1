import { bookingNotFound, getBooking } from '@ecc/contracts/bookings'
import { IconCalendarOff } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { AnswerRequest } from '../features/answer-request/answer-request.tsx'
import { ReceiptLink } from '../features/receipts/receipt-link.tsx'
import { SessionView } from '../features/session/session-view.tsx'
import { useSessionText } from '../features/session/text.ts'
import { useApiQuery } from '../lib/api.ts'
import { useLiveInterval } from '../lib/live.ts'
import { LinkButton } from '../ui/link.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { PageFrame, usePageTitle } from '../ui/page.tsx'
import { EmptyState, LoadingLines } from '../ui/states.tsx'

const OtherTimes = lazy(() => import('./other-times.tsx'))

export function SessionPage() {
  const t = useSessionText()
  const { id } = useParams({ from: '/shell/bookings/$id' })
  const booking = useApiQuery(getBooking, { params: { id } }, { refetchInterval: useLiveInterval() })
  usePageTitle(booking.data?.offerTitle ?? t('session'))
  return (
    <PageFrame>
      {bookingNotFound.is(booking.error) ? (
        <EmptyState
          page
          icon={<IconCalendarOff size={28} stroke={1.6} />}
          title={t('notFound')}
          action={<LinkButton to="/bookings">{t('mySessions')}</LinkButton>}
        >
          {t('notFoundBody')}
        </EmptyState>
      ) : (
        <Loaded query={booking}>
          {(data) => (
            <SessionView
              booking={data}
              answer={<AnswerRequest booking={data} />}
              receipt={<ReceiptLink booking={data} />}
              pickTime={(onChoose) => (
                <Suspense fallback={<LoadingLines count={1} heightPx={220} />}>
                  <OtherTimes booking={data} onChoose={onChoose} />
                </Suspense>
              )}
            />
          )}
        </Loaded>
      )}
    </PageFrame>
  )
}
