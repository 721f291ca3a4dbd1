import { searchCoaches } from '@ecc/contracts/coaches'
import { Button, Group } from '@mantine/core'
import { IconUserSearch } from '@tabler/icons-react'
import { useApiQuery } from '../../lib/api.ts'
import { restOfDaySpan } from '../../lib/calendar.ts'
import { useTimes } from '../../lib/viewer.ts'
import { EmptyState } from '../../ui/states.tsx'
import type { Filters } from './filters.ts'
import { firstFreeQueryOf } from './spans.ts'
import { useSteppedNow } from './stepped-now.ts'
import { useSearchText } from './text.ts'

export interface NothingFoundProps {
  filters: Filters
  onFilters: (change: Partial<Filters>) => void
  onClear: () => void
}

/** Nobody fits: if it is the time that asks too much, the nearest time at which somebody is free. */
export function NothingFound({ filters, onFilters, onClear }: NothingFoundProps) {
  const t = useSearchText()
  const times = useTimes()
  const query = firstFreeQueryOf(filters, useSteppedNow(), times.zone)
  const nearest = useApiQuery(searchCoaches, { query: query ?? {} }, { enabled: query !== undefined })
  const slot = query === undefined ? undefined : nearest.data?.items[0]?.nextSlots[0]
  const clear = (
    <Button variant="default" onClick={onClear}>
      {t('clear')}
    </Button>
  )
  const icon = <IconUserSearch size={28} stroke={1.6} />
  const nobody = t(filters.when === undefined ? 'nobodyThen' : `nobody_${filters.when}`)
  if (query !== undefined && nearest.isPending)
    return (
      <EmptyState icon={icon} title={nobody} action={clear}>
        {t('lookingForFirst')}
      </EmptyState>
    )
  if (slot === undefined)
    return (
      <EmptyState icon={icon} title={t('none')} action={clear}>
        {t('noneHint')}
      </EmptyState>
    )
  const showThen = () => {
    const { from, to } = restOfDaySpan(slot.startsAt, times.zone)
    onFilters({ when: undefined, freeFrom: from, freeTo: to })
  }
  const first = { day: times.relativeDay(slot.startsAt), time: times.time(slot.startsAt) }
  return (
    <EmptyState
      icon={icon}
      title={nobody}
      action={
        <Group gap="sm" justify="center">
          <Button onClick={showThen}>{t('showFirstFree')}</Button>
          {clear}
        </Group>
      }
    >
      {t('firstFree', first)}
    </EmptyState>
  )
}
