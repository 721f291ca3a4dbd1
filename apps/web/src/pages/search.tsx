import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { Choice } from '../features/coach-search/coach-card.tsx'
import { CoachSearch } from '../features/coach-search/coach-search.tsx'
import { useSearchText } from '../features/coach-search/text.ts'
import { Page } from '../ui/page.tsx'

const SlotBooking = lazy(() => import('./slot-booking.tsx'))

export function SearchPage() {
  const t = useSearchText()
  const filters = useSearch({ from: '/shell/coaches' })
  const navigate = useNavigate()
  const [choice, setChoice] = useState<Choice | null>(null)
  return (
    <Page title={t('title')}>
      <CoachSearch
        filters={filters}
        onFilters={(next) => void navigate({ to: '/coaches', search: next, replace: true, resetScroll: false })}
        onChoose={setChoice}
      />
      <Suspense>
        {choice === null ? null : (
          <SlotBooking choice={choice} onChoose={(next) => setChoice(next as Choice)} onClose={() => setChoice(null)} />
        )}
      </Suspense>
    </Page>
  )
}
