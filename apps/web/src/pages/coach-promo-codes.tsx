import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { DeskNav } from '../features/coach-desk/desk-nav.tsx'
import { PromoCodes } from '../features/promo-codes/promo-codes.tsx'
import { usePromoText } from '../features/promo-codes/text.ts'
import { Page } from '../ui/page.tsx'

export function CoachPromoCodesPage() {
  const t = usePromoText()
  const [adding, setAdding] = useState(false)
  return (
    <Page
      title={t('title')}
      lead={t('leadCoach')}
      width="reading"
      actions={
        <Button
          variant="default"
          size="sm"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => setAdding(true)}
        >
          {t('add')}
        </Button>
      }
    >
      <DeskNav />
      <PromoCodes owner="coach" adding={adding} onAdding={setAdding} />
    </Page>
  )
}
