import { Box, Button, Drawer, Group, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import type { Choice } from './coach-card.tsx'
import classes from './coach-search.module.css'
import { FilterFields } from './filter-fields.tsx'
import type { Filters } from './filters.ts'
import { SearchResults, useSearch } from './search-results.tsx'
import { countFilters } from './spans.ts'
import { useSearchText } from './text.ts'

export interface CoachSearchProps {
  filters: Filters
  onFilters: (filters: Filters) => void
  onChoose: (choice: Choice) => void
}

/** Filters beside the results; on a phone the filters are in a drawer. */
export function CoachSearch({ filters, onFilters, onChoose }: CoachSearchProps) {
  const t = useSearchText()
  const [opened, drawer] = useDisclosure(false)
  const found = useSearch(filters)
  const count = countFilters(filters)
  const change = (part: Partial<Filters>) => onFilters({ ...filters, ...part })
  const clear = () => onFilters(filters.sort === undefined ? {} : { sort: filters.sort })
  const clearButton =
    count === 0 ? null : (
      <Button variant="subtle" color="gray" size="compact-sm" onClick={clear}>
        {t('clear')}
      </Button>
    )
  const fields = <FilterFields filters={filters} facets={found.first?.facets} onChange={change} />
  return (
    <div className={classes.search}>
      <Box component="aside" className={classes.side} aria-label={t('filters')}>
        <Group justify="space-between" mb="md" h={28}>
          <Title order={2} fz="h3">
            {t('filters')}
          </Title>
          {clearButton}
        </Group>
        {fields}
      </Box>
      <SearchResults
        found={found}
        filters={filters}
        onFilters={change}
        onClear={clear}
        onChoose={onChoose}
        tools={
          <Button
            variant="default"
            className={classes.open}
            leftSection={<IconAdjustmentsHorizontal size={18} aria-hidden />}
            onClick={drawer.open}
          >
            {count === 0 ? t('filters') : t('filtersActive', { count })}
          </Button>
        }
      />
      <Drawer
        opened={opened}
        onClose={drawer.close}
        title={t('filters')}
        position="bottom"
        size="88%"
        radius="lg"
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {fields}
        <Group className={classes.apply} gap="sm" wrap="nowrap">
          {clearButton}
          <Button flex={1} size="md" onClick={drawer.close}>
            {t('show', { count: found.first?.total ?? 0 })}
          </Button>
        </Group>
      </Drawer>
    </div>
  )
}
