import type { Offer } from '@ecc/contracts/coaches'
import { buyPackage } from '@ecc/contracts/packages'
import { paidOf } from '@ecc/contracts/price-quote'
import { Button, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useListedQuote, useRules } from '../../lib/policy.ts'
import { useSession } from '../../lib/session.ts'
import { useMoney } from '../../lib/viewer.ts'
import { LinkButton } from '../../ui/link.tsx'
import { FormError } from '../../ui/states.tsx'
import { useCoachPageText } from './text.ts'

/** What a package comes to against single sessions, and the way to its checkout. */
export function BuyPackage({ offer, terms }: { offer: Offer; terms: NonNullable<Offer['package']> }) {
  const t = useCoachPageText()
  const money = useMoney()
  const navigate = useNavigate()
  const session = useSession()
  const buy = useApiMutation(buyPackage, {
    onSuccess: ({ id }) => void navigate({ to: '/packages/$id/checkout', params: { id } }),
  })
  const { packageDays } = useRules()
  const { sessions, singlePrice } = terms
  const listed = useListedQuote()
  const lines = listed(offer.price)
  const saved = { ...offer.price, amount: singlePrice.amount * sessions - offer.price.amount }
  return (
    <Stack gap="sm">
      <Text>
        {t('packageSaving', { count: sessions, saved: money.exact(saved), single: money.exact(singlePrice) })}
      </Text>
      {lines.fee > 0 ? (
        <Text size="sm" c="dimmed" className="figures">
          {t('packageFee', { fee: money.exact({ ...offer.price, amount: lines.fee }) })}
        </Text>
      ) : null}
      <Text size="sm" c="dimmed">
        {t('packageTerms', { days: packageDays })}
      </Text>
      <FormError message={buy.error ? messageOf(buy.error) : null} />
      {session.status === 'guest' ? (
        <LinkButton to="/login" search={{ next: `/coaches/${offer.coachId}?offer=${offer.id}` }} size="md">
          {t('logInToBuy')}
        </LinkButton>
      ) : (
        <Button size="md" loading={buy.isPending} onClick={() => buy.mutate({ body: { offerId: offer.id } })}>
          {t('buyPackage', { price: money({ ...offer.price, amount: paidOf(lines) }) })}
        </Button>
      )}
    </Stack>
  )
}
