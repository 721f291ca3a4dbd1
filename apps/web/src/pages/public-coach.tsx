import { coachNotFound, getCoach } from '@ecc/contracts/coaches'
import { IconUserOff } from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { CoachPage } from '../features/coach-page/coach-page.tsx'
import { useCoachPageText } from '../features/coach-page/text.ts'
import { JoinWaitingList } from '../features/waiting-list/join-waiting-list.tsx'
import { useApiQuery } from '../lib/api.ts'
import { messageOf } from '../lib/message.ts'
import { LinkButton } from '../ui/link.tsx'
import { PageFrame, usePageTitle } from '../ui/page.tsx'
import { EmptyState, ErrorState, LoadingLines } from '../ui/states.tsx'

const SlotBooking = lazy(() => import('./slot-booking.tsx'))

export function PublicCoachPage() {
  const t = useCoachPageText()
  const { id } = useParams({ from: '/shell/coaches/$id' })
  const { offer, at } = useSearch({ from: '/shell/coaches/$id' })
  const navigate = useNavigate()
  const coach = useApiQuery(getCoach, { params: { id } })
  /** Whether the time was chosen by a click on this page, and not by a link or a reload. */
  const [fresh, setFresh] = useState(false)
  // Closed, also by the back button: coming forward again must not hold by itself.
  useEffect(() => {
    if (at === undefined) setFresh(false)
  }, [at])
  usePageTitle(coach.data?.displayName ?? t('loading'))

  const go = (chosen: { offer: string | undefined; at: string | undefined }) =>
    void navigate({ to: '/coaches/$id', params: { id }, search: chosen, resetScroll: false })
  const choose = (offerId: string, startsAt: string) => {
    setFresh(true)
    go({ offer: offerId, at: startsAt })
  }
  if (coach.data === undefined) {
    return (
      <PageFrame>
        {coachNotFound.is(coach.error) ? (
          <EmptyState
            page
            icon={<IconUserOff size={28} stroke={1.6} />}
            title={t('notFound')}
            action={<LinkButton to="/coaches">{t('findOther')}</LinkButton>}
          >
            {t('notFoundBody')}
          </EmptyState>
        ) : coach.error ? (
          <ErrorState page message={messageOf(coach.error)} onRetry={() => void coach.refetch()} />
        ) : (
          <LoadingLines count={3} heightPx={150} />
        )}
      </PageFrame>
    )
  }
  return (
    <>
      <CoachPage
        coach={coach.data}
        wanted={offer}
        onChoose={(offerId, slot) => choose(offerId, slot.startsAt)}
        fullDay={(offerId, day, onFree) => <JoinWaitingList coachId={id} offerId={offerId} day={day} onFree={onFree} />}
        onRepeat={(offerId, slot) =>
          void navigate({ to: '/coaches/$id/series', params: { id }, search: { offer: offerId, at: slot.startsAt } })
        }
      />
      <Suspense>
        {offer !== undefined && isInstant(at) ? (
          <SlotBooking
            choice={{ coachId: id, offerId: offer, slot: { startsAt: at } }}
            fresh={fresh}
            onChoose={(next) => choose(next.offerId, next.slot.startsAt)}
            onClose={() => go({ offer: undefined, at: undefined })}
          />
        ) : null}
      </Suspense>
    </>
  )
}

function isInstant(value: string | undefined): value is string {
  return value !== undefined && value.endsWith('Z') && !Number.isNaN(Date.parse(value))
}
