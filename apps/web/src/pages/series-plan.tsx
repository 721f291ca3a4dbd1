import { useParams, useSearch } from '@tanstack/react-router'
import { SeriesPlanner } from '../features/series/series-planner.tsx'
import { useSeriesText } from '../features/series/text.ts'
import { LinkButton } from '../ui/link.tsx'
import { Page } from '../ui/page.tsx'

export function SeriesPlanPage() {
  const t = useSeriesText()
  const { id } = useParams({ from: '/shell/coaches/$id/series' })
  const { offer = '', at = '' } = useSearch({ from: '/shell/coaches/$id/series' })
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      width="reading"
      actions={
        <LinkButton to="/coaches/$id" params={{ id }} search={{ offer }} variant="default" size="sm">
          {t('back')}
        </LinkButton>
      }
    >
      <SeriesPlanner offerId={offer} startsAt={at} />
    </Page>
  )
}
