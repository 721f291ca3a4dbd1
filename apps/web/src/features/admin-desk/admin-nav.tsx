import { listDisputes } from '@ecc/contracts/disputes'
import { listVerifications } from '@ecc/contracts/verifications'
import { type QueueLength, useMoneyNeeds, useQueueLength } from '../../lib/staff-queues.ts'
import { SideNav } from '../../ui/side-nav.tsx'
import { useAdminDeskText } from './text.ts'

/** The pages of the staff, with how much waits on them. */
export function AdminNav() {
  const t = useAdminDeskText()
  const badge = (queue: QueueLength | undefined) =>
    queue === undefined || queue.count === 0
      ? undefined
      : {
          figure: `${queue.count}${queue.more ? '+' : ''}`,
          words: t(queue.more ? 'waitingMany' : 'waiting', { count: queue.count }),
        }
  const verifications = badge(useQueueLength(listVerifications))
  const disputes = badge(useQueueLength(listDisputes))
  const money = badge(useMoneyNeeds())
  return (
    <SideNav
      label={t('nav')}
      groups={[
        { items: [{ to: '/admin', text: t('overview') }] },
        { title: t('people'), items: [{ to: '/admin/verifications', text: t('verifications'), badge: verifications }] },
        { title: t('sessions'), items: [{ to: '/admin/disputes', text: t('disputes'), badge: disputes }] },
        {
          title: t('accounting'),
          items: [
            { to: '/admin/money', text: t('money'), badge: money },
            { to: '/admin/documents', text: t('documents') },
            { to: '/admin/gift-cards', text: t('giftCards') },
            { to: '/admin/statements', text: t('statements') },
          ],
        },
        {
          title: t('terms'),
          items: [
            { to: '/admin/policy', text: t('policy') },
            { to: '/admin/promo-codes', text: t('promoCodes') },
          ],
        },
      ]}
    />
  )
}
