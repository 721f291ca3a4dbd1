import type { GiftCard } from '@ecc/contracts/gift-cards'
import { Group, Stack, Text } from '@mantine/core'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { FactList } from '../../ui/fact-list.tsx'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import classes from './gift-cards.module.css'
import { GiveActions } from './give-actions.tsx'
import { GiftCardTags } from './my-gift-cards.tsx'
import { useGiftCardsText } from './text.ts'
import { WithdrawPanel } from './withdraw-panel.tsx'

/** A gift card the viewer bought: where it stands, what is known of it, and what may be done. */
export function GiftCardDetails({ card }: { card: GiftCard }) {
  const t = useGiftCardsText()
  const mayBeRedeemed = card.state === 'open' || card.state === 'scheduled'
  return (
    <Stack gap="lg">
      <Panel>
        <Stack gap="md">
          <GiftCardTags card={card} />
          <Standing card={card} />
          <Facts card={card} />
          {card.state === 'unpaid' ? (
            <Group>
              <LinkButton to="/gift-cards/$id/checkout" params={{ id: card.id }}>
                {t('payNow')}
              </LinkButton>
            </Group>
          ) : null}
        </Stack>
      </Panel>
      {mayBeRedeemed && !card.isLocked ? <GiveActions card={card} /> : null}
      {card.withdrawUntil === null ? null : <WithdrawPanel card={card} until={card.withdrawUntil} />}
      <TextLink to="/gift-cards">{t('all')}</TextLink>
    </Stack>
  )
}

/** One sentence that says where it stands. */
function Standing({ card }: { card: GiftCard }) {
  const t = useGiftCardsText()
  const times = useTimes()
  const { state, isLocked, deliverAt, deliveredAt, redeemedAt, recipientEmail: email } = card
  const when = (at: string | null) => (at === null ? '' : times.dayTime(at))
  const words = {
    unpaid: () => t('unpaidLead'),
    lapsed: () => t('lapsedLead'),
    scheduled: () => t('scheduledLead', { email: email ?? '', when: when(deliverAt) }),
    open: () => (email === null ? t('handLead') : t('sentLead', { email, when: when(deliveredAt) })),
    redeemed: () => t('redeemedLead', { when: when(redeemedAt) }),
    withdrawn: () => t('withdrawnLead'),
    'charged-back': () => t('lostLead'),
  }
  const mayBeRedeemed = state === 'open' || state === 'scheduled'
  return <Text>{isLocked && mayBeRedeemed ? t('lockedLead') : words[state]()}</Text>
}

function Facts({ card }: { card: GiftCard }) {
  const t = useGiftCardsText()
  const times = useTimes()
  const money = useMoney()
  const { amount, recipientName, recipientEmail, message, createdAt, paymentId: id } = card
  const isPaid = card.state !== 'unpaid' && card.state !== 'lapsed'
  const receipt =
    id === null ? null : (
      <TextLink to="/payments/$id/receipt" params={{ id }}>
        {t('seeReceipt')}
      </TextLink>
    )
  const facts = [
    [t('amount'), money.exact(amount)],
    [t('recipient'), recipientName],
    [t('mailedTo'), recipientEmail],
    [t('words'), message === null ? null : <span className={classes.words}>{message}</span>],
    [t('bought'), isPaid ? times.date(createdAt) : null],
    [t('receipt'), isPaid ? receipt : null],
  ] as const
  return <FactList facts={facts.filter(([, value]) => value !== null)} across />
}
