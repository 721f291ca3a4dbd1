import { minorDigits } from '@ecc/contracts/currencies'
import { getEarnings } from '@ecc/contracts/earnings'
import { getPayoutAccount, type PayoutAccount } from '@ecc/contracts/payments'
import {
  createPayout,
  getPayoutBalance,
  leastPayoutMinor,
  listPayouts,
  type PayoutBalance,
  setPayoutSchedule,
} from '@ecc/contracts/payouts'
import { Button, Group, NumberInput, SegmentedControl, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Static } from 'typebox'
import { invalidate, useApiMutation, useApiQuery } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { typedMinor } from '../../lib/money.ts'
import { useMoney } from '../../lib/viewer.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { FormError } from '../../ui/states.tsx'
import { useEarningsText } from './text.ts'

type Account = Static<typeof PayoutAccount>

/** When the coach is paid, and a payout right now of each currency that has enough. */
export function PayOut() {
  const t = useEarningsText()
  const money = useMoney()
  const account = useApiQuery(getPayoutAccount, {})
  const balance = useApiQuery(getPayoutBalance, {})
  if (account.data === undefined || account.data.state === 'none' || account.data.state === 'pending') return null
  const balances = balance.data?.balances ?? []
  const enough = balances.filter((one) => spendable(one) >= leastPayoutMinor)
  const little = balances.filter((one) => spendable(one) > 0 && spendable(one) < leastPayoutMinor)
  return (
    <Stack gap="md">
      <Schedule account={account.data} />
      {account.data.payoutsEnabled && enough.length > 0 ? (
        <Group>
          {enough.map((one) => (
            <PayOutButton key={one.currency} balance={one} />
          ))}
        </Group>
      ) : null}
      {little.map(({ currency }) => (
        <Text key={currency} size="sm" c="dimmed">
          {t('payOutLeast', { least: money.exact({ amount: leastPayoutMinor, currency }) })}
        </Text>
      ))}
    </Stack>
  )
}

const spendable = ({ available, frozen }: PayoutBalance) => available - frozen

function Schedule({ account }: { account: Account }) {
  const t = useEarningsText()
  const queryClient = useQueryClient()
  const save = useApiMutation(setPayoutSchedule, {
    onSuccess: () => {
      notifications.show({ message: t('scheduleSaved') })
      void invalidate(queryClient, [getPayoutAccount])
    },
  })
  return (
    <Stack gap={4} align="flex-start">
      <Text size="sm" fw={560} id="payout-schedule">
        {t('schedule')}
      </Text>
      <SegmentedControl
        aria-labelledby="payout-schedule"
        value={save.isPending ? save.variables.body.schedule : account.schedule}
        disabled={save.isPending}
        data={(['weekly', 'manual'] as const).map((value) => ({ value, label: t(`schedule_${value}`) }))}
        onChange={(schedule) => save.mutate({ body: { schedule: schedule as Account['schedule'] } })}
      />
      <FormError message={save.error ? messageOf(save.error) : null} />
    </Stack>
  )
}

function PayOutButton({ balance }: { balance: PayoutBalance }) {
  const t = useEarningsText()
  const money = useMoney()
  const queryClient = useQueryClient()
  const { currency } = balance
  const most = spendable(balance)
  const unit = 10 ** minorDigits(currency)
  const [opened, setOpened] = useState(false)
  const [typed, setTyped] = useState<number | string>('')
  const lookAgain = () => void invalidate(queryClient, [listPayouts, getPayoutBalance, getEarnings, getPayoutAccount])
  const ask = useApiMutation(createPayout, {
    onSuccess: () => {
      setOpened(false)
      notifications.show({ message: t('payOutAsked') })
      lookAgain()
    },
    onError: lookAgain,
  })
  const amount = typedMinor(typed, currency) ?? 0
  const isBad = amount < leastPayoutMinor || amount > most
  const range = {
    least: money.exact({ amount: leastPayoutMinor, currency }),
    most: money.exact({ amount: most, currency }),
  }
  return (
    <>
      <Button
        onClick={() => {
          setTyped(most / unit)
          ask.reset()
          setOpened(true)
        }}
      >
        {t('payOut', { amount: range.most })}
      </Button>
      <ConfirmDialog
        opened={opened}
        title={t('payOutTitle')}
        confirmLabel={t('payOutConfirm')}
        busy={ask.isPending}
        disabled={isBad}
        error={ask.error ? messageOf(ask.error) : null}
        onConfirm={() => ask.mutate({ body: { currency, amount } })}
        onClose={() => setOpened(false)}
      >
        <NumberInput
          label={t('payOutAmount', { currency })}
          description={t('payOutHint', range)}
          value={typed}
          onChange={setTyped}
          decimalScale={minorDigits(currency)}
          fixedDecimalScale
          allowNegative={false}
          hideControls
          error={isBad ? t('payOutBad', range) : null}
          data-autofocus
        />
      </ConfirmDialog>
    </>
  )
}
