import { readGiftCardCode } from '@ecc/contracts/gift-card-code'
import { redeemGiftCard } from '@ecc/contracts/gift-cards'
import { listCredits } from '@ecc/contracts/payments'
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconGift } from '@tabler/icons-react'
import { type SyntheticEvent, useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { limitOf } from '../../lib/field-limits.ts'
import { messageOf } from '../../lib/message.ts'
import { useSession } from '../../lib/session.ts'
import { useMoney } from '../../lib/viewer.ts'
import { LinkButton } from '../../ui/link.tsx'
import { EmptyState, FormError } from '../../ui/states.tsx'
import { useGiftCardsText } from './text.ts'

const maxCode = limitOf(redeemGiftCard.body.properties.code, 'maxLength')

/** Turns a code into credit. `given` is the code of the link that led here; guests sign in first, and it is still there. */
export function RedeemForm({ given }: { given: string }) {
  const t = useGiftCardsText()
  const money = useMoney()
  const { status } = useSession()
  const [code, setCode] = useState(() => readGiftCardCode(given) ?? given)
  const [tried, setTried] = useState(false)
  const redeem = useApiMutation(redeemGiftCard, { invalidates: [listCredits] })
  if (redeem.data) return <Redeemed amount={money.exact(redeem.data.amount)} />

  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setTried(true)
    const read = readGiftCardCode(code)
    if (read !== null && !redeem.isPending) redeem.mutate({ body: { code: read } })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={t('code')}
          description={t('codeHint')}
          placeholder="XXXX-XXXX-XXXX-XXXX"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          className="figures"
          maxLength={maxCode}
          value={code}
          error={tried && readGiftCardCode(code) === null ? t('codeShape') : null}
          onChange={(event) => {
            setCode(event.currentTarget.value)
            redeem.reset()
          }}
        />
        <FormError message={redeem.error ? messageOf(redeem.error) : null} />
        {status === 'guest' ? (
          <>
            <Text size="sm" c="dimmed">
              {t('redeemGuestLead')}
            </Text>
            <LinkButton to="/login" search={{ next: `/gift-cards/redeem#${readGiftCardCode(code) ?? ''}` }}>
              {t('redeemGuest')}
            </LinkButton>
          </>
        ) : (
          <Button type="submit" loading={redeem.isPending}>
            {t('redeem')}
          </Button>
        )}
      </Stack>
    </form>
  )
}

function Redeemed({ amount }: { amount: string }) {
  const t = useGiftCardsText()
  return (
    <div role="status">
      <EmptyState
        icon={<IconGift size={28} stroke={1.6} />}
        title={t('redeemed', { amount })}
        action={
          <Group justify="center">
            <LinkButton to="/coaches">{t('find')}</LinkButton>
            <LinkButton to="/payments" variant="default">
              {t('seeCredit')}
            </LinkButton>
          </Group>
        }
      >
        {t('redeemedBody')}
      </EmptyState>
    </div>
  )
}
