import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { AdminNav } from '../features/admin-desk/admin-nav.tsx'
import { PromoCodes } from '../features/promo-codes/promo-codes.tsx'
import { usePromoText } from '../features/promo-codes/text.ts'
import { Page } from '../ui/page.tsx'

export function AdminPromoCodesPage() {
  const t = usePromoText()
  const [adding, setAdding] = useState(false)
  return (
    <Page
      title={t('title')}
      lead={t('leadPlatform')}
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
      <AdminNav />
      <PromoCodes owner="platform" adding={adding} onAdding={setAdding} />
    </Page>
  )
}
