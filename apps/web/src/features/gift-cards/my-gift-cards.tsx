import { type GiftCard, listGiftCards } from '@ecc/contracts/gift-cards'
import { Group, Text } from '@mantine/core'
import { useApiPages } from '../../lib/api.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { TextLink } from '../../ui/link.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { MoreButton } from '../../ui/more-button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { RowList } from '../../ui/row-list.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { useGiftCardsText } from './text.ts'

const tones: Record<GiftCard['state'], Tone> = {
  unpaid: 'warn',
  lapsed: 'plain',
  scheduled: 'accent',
  open: 'good',
  redeemed: 'plain',
  withdrawn: 'plain',
  'charged-back': 'bad',
}

/** What the viewer bought, or may still pay, newest first. */
export function MyGiftCards() {
  const t = useGiftCardsText()
  const cards = useApiPages(listGiftCards, {})
  return (
    <Panel title={t('mine')}>
      <Loaded query={cards} skeleton={<LoadingLines count={2} heightPx={56} />}>
        {() =>
          cards.items.length === 0 ? (
            <Text c="dimmed">{t('none')}</Text>
          ) : (
            <RowList>
              {cards.items.map((card) => (
                <GiftCardRow key={card.id} card={card} />
              ))}
            </RowList>
          )
        }
      </Loaded>
      <MoreButton pages={cards} />
    </Panel>
  )
}

function GiftCardRow({ card }: { card: GiftCard }) {
  const t = useGiftCardsText()
  const times = useTimes()
  const money = useMoney()
  const { id, createdAt } = card
  const amount = money(card.amount)
  const name = card.recipientName ?? card.recipientEmail
  const whose = name === null ? t('forYou') : t('for', { name })
  return (
    <li>
      <div>
        <Text fw={620} className="figures">
          {amount}
        </Text>
        <Text size="sm" c="dimmed">
          {whose} · {times.date(createdAt)}
        </Text>
      </div>
      <Group gap="sm">
        <GiftCardTags card={card} />
        <TextLink to="/gift-cards/$id" params={{ id }} size="sm" aria-label={t('openOf', { amount, for: whose })}>
          {t('open')}
        </TextLink>
      </Group>
    </li>
  )
}

/** Where a card stands, in a word or two. */
export function GiftCardTags({ card: { state, isLocked } }: { card: Pick<GiftCard, 'state' | 'isLocked'> }) {
  const t = useGiftCardsText()
  const mayBeRedeemed = state === 'open' || state === 'scheduled'
  return (
    <Group gap={6}>
      {isLocked && mayBeRedeemed ? <Tag tone="bad">{t('locked')}</Tag> : null}
      <Tag tone={tones[state]}>{t(`state_${state}`)}</Tag>
    </Group>
  )
}
