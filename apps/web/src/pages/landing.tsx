import { lazy, Suspense, useState } from 'react'
import type { Choice } from '../features/coach-search/coach-card.tsx'
import { FreeSoon } from '../features/coach-search/free-soon.tsx'
import { Landing } from '../features/landing/landing.tsx'
import { usePageTitle } from '../ui/page.tsx'

const SlotBooking = lazy(() => import('./slot-booking.tsx'))

export function LandingPage() {
  usePageTitle(undefined)
  const [choice, setChoice] = useState<Choice | null>(null)
  return (
    <>
      <Landing freeSoon={<FreeSoon onChoose={setChoice} />} />
      <Suspense>
        {choice === null ? null : (
          <SlotBooking choice={choice} onChoose={(next) => setChoice(next as Choice)} onClose={() => setChoice(null)} />
        )}
      </Suspense>
    </>
  )
}
