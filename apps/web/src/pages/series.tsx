import { getSeries } from '@ecc/contracts/series'
import { useParams } from '@tanstack/react-router'
import { SeriesDetails } from '../features/series/series-details.tsx'
import { useSeriesText } from '../features/series/text.ts'
import { useApiQuery } from '../lib/api.ts'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'

export function SeriesPage() {
  const t = useSeriesText()
  const { id } = useParams({ from: '/shell/series/$id' })
  const series = useApiQuery(getSeries, { params: { id } })
  const { data } = series
  return (
    <Page
      title={data?.state === 'confirmed' ? t('confirmedTitle') : (data?.offerTitle ?? t('dates'))}
      lead={data ? t('confirmedLead', { count: data.bookings.length, name: data.coach.displayName }) : undefined}
      width="reading"
    >
      <Loaded query={series}>{(loaded) => <SeriesDetails series={loaded} />}</Loaded>
    </Page>
  )
}
