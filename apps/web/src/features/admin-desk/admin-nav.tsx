import { LinkTabs } from '../../ui/link-tabs.tsx'
import { useAdminDeskText } from './text.ts'

/** The pages of the staff, above each of them. */
export function AdminNav() {
  const t = useAdminDeskText()
  return (
    <LinkTabs
      label={t('nav')}
      items={[
        { to: '/admin', text: t('overview') },
        { to: '/admin/verifications', text: t('verifications') },
        { to: '/admin/disputes', text: t('disputes') },
        { to: '/admin/money', text: t('money') },
        { to: '/admin/documents', text: t('documents') },
        { to: '/admin/gift-cards', text: t('giftCards') },
        { to: '/admin/promo-codes', text: t('promoCodes') },
        { to: '/admin/statements', text: t('statements') },
        { to: '/admin/policy', text: t('policy') },
      ]}
    />
  )
}
