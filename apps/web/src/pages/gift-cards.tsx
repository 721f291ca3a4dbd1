import { giftCardWithdrawDays } from '@ecc/contracts/gift-card-terms'
import { SimpleGrid } from '@mantine/core'
import { BuyForm } from '../features/gift-cards/buy-form.tsx'
import classes from '../features/gift-cards/gift-cards.module.css'
import { MyGiftCards } from '../features/gift-cards/my-gift-cards.tsx'
import { useGiftCardsText } from '../features/gift-cards/text.ts'
import { useSession } from '../lib/session.ts'
import { LinkButton } from '../ui/link.tsx'
import { Page } from '../ui/page.tsx'
import { Panel } from '../ui/panel.tsx'

export function GiftCardsPage() {
  const t = useGiftCardsText()
  const { status } = useSession()
  const isSignedIn = status === 'signed-in'
  const redeem = (
    <LinkButton to="/gift-cards/redeem" variant="default">
      {t('redeemLink')}
    </LinkButton>
  )
  return (
    <Page title={t('title')} lead={t('lead')} actions={redeem}>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing={{ base: 'lg', md: 'xl' }} className={classes.columns}>
        <Panel title={t('buyTitle')}>
          {isSignedIn ? (
            <BuyForm />
          ) : (
            <LinkButton to="/login" search={{ next: '/gift-cards' }}>
              {t('logIn')}
            </LinkButton>
          )}
        </Panel>
        <div className={classes.column}>
          <ul className={classes.what}>
            <li>{t('what_1')}</li>
            <li>{t('what_2')}</li>
            <li>{t('what_3', { days: giftCardWithdrawDays })}</li>
          </ul>
          {isSignedIn ? <MyGiftCards /> : null}
        </div>
      </SimpleGrid>
    </Page>
  )
}
