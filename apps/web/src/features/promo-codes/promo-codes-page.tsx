import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Page } from '../../ui/page.tsx'
import { PromoCodes } from './promo-codes.tsx'
import { usePromoText } from './text.ts'

/** The promo codes of the platform or of a coach; `nav` is what their desk has above its pages. */
export function PromoCodesPage({ owner, nav }: { owner: 'platform' | 'coach'; nav?: ReactNode }) {
  const t = usePromoText()
  const [adding, setAdding] = useState(false)
  return (
    <Page
      title={t('title')}
      lead={t(owner === 'platform' ? 'leadPlatform' : 'leadCoach')}
      nav={nav}
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
      <PromoCodes owner={owner} adding={adding} onAdding={setAdding} />
    </Page>
  )
}
