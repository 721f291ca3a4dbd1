import { searchCoaches } from '@ecc/contracts/coaches'
import { Group, NativeSelect, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useApiPages } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useTimes } from '../../lib/viewer.ts'
import { MoreButton } from '../../ui/more-button.tsx'
import { ErrorState, LoadingLines } from '../../ui/states.tsx'
import { type Choice, CoachCard } from './coach-card.tsx'
import type { Filters, Sort } from './filters.ts'
import { NothingFound } from './nothing-found.tsx'
import { searchQueryOf } from './spans.ts'
import { useSteppedNow } from './stepped-now.ts'
import { useSearchText } from './text.ts'

/** What the search found for these filters, page by page. */
export function useSearch(filters: Filters) {
  const { zone } = useTimes()
  return useApiPages(searchCoaches, { query: searchQueryOf(filters, useSteppedNow(), zone) }, { keepPrevious: true })
}

export interface SearchResultsProps {
  found: ReturnType<typeof useSearch>
  filters: Filters
  onFilters: (change: Partial<Filters>) => void
  onClear: () => void
  onChoose: (choice: Choice) => void
  /** Stands beside the sorting, e.g. the button that opens the filters on a phone. */
  tools?: ReactNode
}

/** The list of coaches with its count, sorting and further pages. */
export function SearchResults({ found, filters, onFilters, onClear, onChoose, tools }: SearchResultsProps) {
  const t = useSearchText()
  const times = useTimes()
  return (
    <Stack gap="md" aria-busy={found.isFetching}>
      <Group justify="space-between" align="flex-end" gap="sm">
        <div role="status">
          <Title order={2} fz="md">
            {found.first ? t('found', { count: found.first.total }) : t('coaches')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('zone', { zone: times.zoneName() })}
          </Text>
        </div>
        <Group gap="sm" align="flex-end">
          {tools}
          <NativeSelect
            label={t('sort')}
            size="sm"
            value={filters.sort ?? 'best'}
            onChange={(event) => {
              const sort = event.currentTarget.value as Sort
              onFilters({ sort: sort === 'best' ? undefined : sort })
            }}
            data={[
              { value: 'best', label: t('best') },
              { value: 'soonest', label: t('soonest') },
              { value: 'rating', label: t('ratingSort') },
              { value: 'price', label: t('price') },
              { value: '-price', label: t('priceDown') },
            ]}
          />
        </Group>
      </Group>
      {found.isPending ? <LoadingLines count={5} heightPx={140} /> : null}
      {found.error && found.items.length === 0 ? (
        <ErrorState title={t('failed')} message={messageOf(found.error)} onRetry={() => void found.refetch()} />
      ) : null}
      {found.isSuccess && found.items.length === 0 ? (
        <NothingFound filters={filters} onFilters={onFilters} onClear={onClear} />
      ) : null}
      <Stack gap="sm" style={{ opacity: found.isPlaceholderData ? 0.6 : 1 }}>
        {found.items.map((coach) => (
          <CoachCard key={coach.id} coach={coach} onChoose={onChoose} />
        ))}
      </Stack>
      <MoreButton pages={found}>{t('more')}</MoreButton>
    </Stack>
  )
}
