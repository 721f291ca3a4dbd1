import { LinkTabs } from '../../ui/link-tabs.tsx'
import { useDeskText } from './text.ts'

/** The pages of the coach desk, above each of them. */
export function DeskNav() {
  const t = useDeskText()
  return (
    <LinkTabs
      label={t('nav')}
      items={[
        { to: '/coach', text: t('today') },
        { to: '/coach/hours', text: t('hours') },
        { to: '/coach/offers', text: t('offers') },
        { to: '/coach/promo-codes', text: t('promoCodes') },
        { to: '/coach/profile', text: t('profile') },
        { to: '/coach/earnings', text: t('earnings') },
        { to: '/coach/invoices', text: t('invoices') },
      ]}
    />
  )
}
