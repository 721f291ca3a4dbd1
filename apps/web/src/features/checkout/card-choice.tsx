import type { Card } from '@ecc/contracts/cards'
import { Radio, Stack } from '@mantine/core'
import { cardExpiry, cardName } from '../../lib/cards.ts'
import { useCheckoutText } from './text.ts'

/** What is chosen when it is none of the kept cards. */
export const anotherCard = 'another'

/** The first kept card that can still pay, or another one. */
export function firstChoice(cards: readonly Card[]): string {
  return cards.find(({ expired }) => !expired)?.id ?? anotherCard
}

/** The kept cards and "another card"; an expired one is there, with the reason why it cannot be chosen. */
export function CardChoice(props: { cards: readonly Card[]; chosen: string; onChoose: (chosen: string) => void }) {
  const t = useCheckoutText()
  return (
    <Radio.Group label={t('cards')} value={props.chosen} onChange={props.onChoose}>
      <Stack gap="sm" mt="xs">
        {props.cards.map((card) => (
          <Radio
            key={card.id}
            value={card.id}
            disabled={card.expired}
            label={cardName(card)}
            description={t(card.expired ? 'cardExpired' : 'cardExpires', { expiry: cardExpiry(card) })}
          />
        ))}
        <Radio value={anotherCard} label={t('anotherCard')} />
      </Stack>
    </Radio.Group>
  )
}
