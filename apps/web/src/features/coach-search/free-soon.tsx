import { searchCoaches } from '@ecc/contracts/coaches'
import { Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useApiQuery } from '../../lib/api.ts'
import { soonSpan } from '../../lib/span.ts'
import { TextLink } from '../../ui/link.tsx'
import { type Choice, CoachCard } from './coach-card.tsx'
import { useFreeSoonText } from './free-soon-text.ts'
import { useSteppedNow } from './stepped-now.ts'

/** Coaches with a slot in the next two hours; when there is none, those who are free soonest, named as such. */
export function FreeSoon({ onChoose }: { onChoose: (choice: Choice) => void }) {
  const t = useFreeSoonText()
  const span = soonSpan(useSteppedNow())
  const soon = useApiQuery(
    searchCoaches,
    { query: { freeFrom: span.from, freeTo: span.to, sort: 'soonest', limit: 3 } },
    { keepPrevious: true },
  )
  const nobodySoon = soon.data?.items.length === 0
  const later = useApiQuery(searchCoaches, { query: { sort: 'soonest', limit: 3 } }, { enabled: nobodySoon })
  const shown = nobodySoon ? later.data?.items : soon.data?.items
  if (soon.error || later.error || (nobodySoon && shown?.length === 0)) return null
  return (
    <Stack component="section" gap="md" aria-labelledby="free-soon">
      <Group justify="space-between" align="flex-end">
        <div>
          <Title order={2} id="free-soon">
            {nobodySoon ? t('soonest') : t('title')}
          </Title>
          <Text c="dimmed">{nobodySoon ? t('soonestLead') : t('lead')}</Text>
        </div>
        <TextLink to="/coaches" search={nobodySoon ? { sort: 'soonest' } : { when: 'soon' }}>
          {t('all')}
        </TextLink>
      </Group>
      <Stack gap="sm">
        {shown === undefined
          ? [0, 1, 2].map((key) => <Skeleton key={key} h={132} radius="lg" />)
          : shown.map((coach) => <CoachCard key={coach.id} coach={coach} onChoose={onChoose} />)}
      </Stack>
    </Stack>
  )
}
