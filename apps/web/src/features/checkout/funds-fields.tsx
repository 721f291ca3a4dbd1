import type { PriceQuote } from '@ecc/contracts/price-quote'
import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core'
import { type SyntheticEvent, useState } from 'react'
import { messageOf } from '../../lib/message.ts'
import { useMoney } from '../../lib/viewer.ts'
import { Tag } from '../../ui/tag.tsx'
import { useCheckoutText } from './text.ts'
import type { OrderQuote } from './use-quote.ts'

/** What may pay before the card: a promo code, and the player's credit, where there is some. */
export function FundsFields(props: { offered: OrderQuote; quote: PriceQuote & { creditAvailable: number } }) {
  const { offered, quote } = props
  const t = useCheckoutText()
  const money = useMoney()
  const available = money.exact({ amount: quote.creditAvailable, currency: quote.currency })
  return (
    <Stack gap="md">
      <PromoField offered={offered} />
      {quote.creditAvailable > 0 ? (
        <Checkbox
          label={t('useCredit', { available })}
          checked={offered.useCredit}
          onChange={(event) => offered.setUseCredit(event.currentTarget.checked)}
        />
      ) : null}
    </Stack>
  )
}

function PromoField({ offered }: { offered: OrderQuote }) {
  const t = useCheckoutText()
  const [typed, setTyped] = useState('')
  const [incomplete, setIncomplete] = useState(false)
  if (offered.promoCode !== null) {
    return (
      <Group gap="sm" role="status">
        <Tag tone="good">{offered.promoCode.toUpperCase()}</Tag>
        <Button variant="subtle" size="compact-sm" onClick={offered.forget}>
          {t('codeRemove')}
        </Button>
      </Group>
    )
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    const code = typed.trim()
    const usable = /^[A-Za-z0-9][A-Za-z0-9-]{2,23}$/.test(code)
    setIncomplete(!usable)
    if (usable && !offered.applying) offered.apply(code)
  }
  const refused = offered.refusal ? messageOf(offered.refusal) : null
  return (
    <form onSubmit={submit} noValidate>
      <Group gap="sm" align="flex-start" wrap="nowrap">
        <TextInput
          label={t('code')}
          autoComplete="off"
          autoCapitalize="characters"
          maxLength={24}
          value={typed}
          error={incomplete ? t('codeShape') : refused}
          onChange={(event) => setTyped(event.currentTarget.value)}
          flex={1}
        />
        <Button type="submit" variant="default" mt={26} loading={offered.applying} aria-label={t('codeApplyLong')}>
          {t('codeApply')}
        </Button>
      </Group>
    </form>
  )
}
