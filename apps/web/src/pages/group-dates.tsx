import { listOwnOffers } from '@ecc/contracts/coaches'
import { IconCalendarOff } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { DeskNav } from '../features/coach-desk/desk-nav.tsx'
import { AddDate } from '../features/group-dates/add-date.tsx'
import { DateList } from '../features/group-dates/date-list.tsx'
import { useGroupDatesText } from '../features/group-dates/text.ts'
import { useApiQuery } from '../lib/api.ts'
import { LinkButton } from '../ui/link.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'
import { EmptyState } from '../ui/states.tsx'

export function GroupDatesPage() {
  const t = useGroupDatesText()
  const { id } = useParams({ from: '/shell/coach/offers/$id/dates' })
  const offers = useApiQuery(listOwnOffers, {})
  const offer = offers.data?.items.find((one) => one.id === id && one.group !== null)
  return (
    <Page
      title={offer ? t('title', { title: offer.title }) : t('loading')}
      lead={t('lead')}
      nav={<DeskNav />}
      width="reading"
      actions={
        <LinkButton to="/coach/offers" variant="default" size="sm">
          {t('toOffers')}
        </LinkButton>
      }
    >
      <Loaded query={offers}>
        {() =>
          offer ? (
            <>
              <AddDate offer={offer} />
              <DateList offer={offer} />
            </>
          ) : (
            <EmptyState icon={<IconCalendarOff size={26} stroke={1.6} />} title={t('notFound')}>
              {t('notFoundBody')}
            </EmptyState>
          )
        }
      </Loaded>
    </Page>
  )
}
