import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { DeskNav } from '../features/coach-desk/desk-nav.tsx'
import { StepsLink } from '../features/coach-desk/steps-link.tsx'
import { OfferList, type OpenOffer } from '../features/coach-offers/offer-list.tsx'
import { useOffersText } from '../features/coach-offers/text.ts'
import { Page } from '../ui/page.tsx'

export function CoachOffersPage() {
  const t = useOffersText()
  const [open, setOpen] = useState<OpenOffer>(null)
  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      nav={<DeskNav />}
      width="reading"
      actions={
        <>
          <StepsLink />
          <Button
            variant="default"
            size="sm"
            leftSection={<IconPlus size={18} aria-hidden />}
            onClick={() => setOpen('new')}
          >
            {t('add')}
          </Button>
        </>
      }
    >
      <OfferList open={open} onOpen={setOpen} />
    </Page>
  )
}
