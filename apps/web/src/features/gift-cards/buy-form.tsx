import { giftCardAheadDays, giftCardMessageLength, giftCardRange } from '@ecc/contracts/gift-card-terms'
import { createGiftCard } from '@ecc/contracts/gift-cards'
import { currencies, DisplayName, Email, type Money } from '@ecc/contracts/vocabulary'
import {
  Button,
  Chip,
  Group,
  NativeSelect,
  NumberInput,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { useApiMutation } from '../../lib/api.ts'
import { now } from '../../lib/clock.ts'
import { limitOf } from '../../lib/field-limits.ts'
import { messageOf } from '../../lib/message.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { FormError } from '../../ui/states.tsx'
import { useGiftCardsText } from './text.ts'

type Currency = Money['currency']

/** What is offered first, in minor units; any amount of whole units between the bounds may be had. */
const usual = [2_500, 5_000, 10_000, 20_000] as const
const other = 'other'
const maxName = limitOf(DisplayName, 'maxLength')
const maxEmail = limitOf(Email, 'maxLength')

const startValues = {
  currency: 'EUR' as Currency,
  chosen: String(usual[1]) as string,
  typed: '' as number | string,
  way: 'mail' as 'mail' | 'hand',
  email: '',
  name: '',
  message: '',
  on: '',
}
type Values = typeof startValues

function amountOf({ chosen, typed, currency }: Values): number {
  return chosen === other ? Number(typed) * giftCardRange(currency).step : Number(chosen)
}

/** The form's state, its checks, and what orders the card. */
function useBuyForm() {
  const t = useGiftCardsText()
  const times = useTimes()
  const money = useMoney()
  const navigate = useNavigate()
  const firstDay = times.dayKey(now())
  const lastDay = times.dayKey(now() + giftCardAheadDays * 86_400_000)
  const form = useForm({
    initialValues: startValues,
    validate: {
      typed: (_, values) => {
        const { least, most, step } = giftCardRange(values.currency)
        const amount = amountOf(values)
        const of = (minor: number) => money({ amount: minor, currency: values.currency })
        const isFine = amount >= least && amount <= most && amount % step === 0
        return isFine ? null : t('amountWrong', { least: of(least), most: of(most) })
      },
      email: (typed, { way }) => (way === 'hand' || /^\S+@\S+\.\S+$/.test(typed.trim()) ? null : t('emailWrong')),
      name: (typed, { way }) => (way === 'hand' || typed.trim().length !== 1 ? null : t('nameWrong')),
      on: (day, { way }) => (way === 'hand' || day === '' || (day >= firstDay && day <= lastDay) ? null : t('onWrong')),
    },
  })
  const order = useApiMutation(createGiftCard, {
    onSuccess: ({ id }) => void navigate({ to: '/gift-cards/$id/checkout', params: { id } }),
  })
  const submit = form.onSubmit(
    (values) => {
      const { currency, way, email, name, message, on } = values
      const mailed = {
        recipientEmail: email.trim(),
        ...(name.trim() === '' ? {} : { recipientName: name.trim() }),
        ...(message.trim() === '' ? {} : { message: message.trim() }),
        ...(on === '' ? {} : { deliverOn: on, zone: times.zone }),
      }
      order.mutate({ body: { amount: { amount: amountOf(values), currency }, ...(way === 'mail' ? mailed : {}) } })
    },
    (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus(),
  )
  return { form, submit, order, days: { min: firstDay, max: lastDay } }
}

/** How much, for whom, and when it is mailed; leads on to paying for it. */
export function BuyForm() {
  const t = useGiftCardsText()
  const { form, submit, order, days } = useBuyForm()
  const { way } = form.values
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <AmountFields form={form} />
        <Stack gap={6}>
          <Text fw={560} id="gift-card-way">
            {t('way')}
          </Text>
          <SegmentedControl
            aria-labelledby="gift-card-way"
            data={(['mail', 'hand'] as const).map((value) => ({ value, label: t(`way_${value}`) }))}
            {...form.getInputProps('way')}
          />
          {way === 'hand' ? (
            <Text size="sm" c="dimmed">
              {t('way_hand_hint')}
            </Text>
          ) : null}
        </Stack>
        {way === 'mail' ? <RecipientFields form={form} days={days} /> : null}
        <FormError message={order.error ? messageOf(order.error) : null} />
        <Button type="submit" size="md" loading={order.isPending}>
          {t('toPay')}
        </Button>
      </Stack>
    </form>
  )
}

type Form = ReturnType<typeof useBuyForm>['form']

function AmountFields({ form }: { form: Form }) {
  const t = useGiftCardsText()
  const money = useMoney()
  const { currency, chosen } = form.values
  const { least, most, step } = giftCardRange(currency)
  return (
    <Stack gap="sm">
      <Text fw={560} id="gift-card-amount">
        {t('amount')}
      </Text>
      <Chip.Group {...form.getInputProps('chosen')}>
        <Group gap="xs" role="radiogroup" aria-labelledby="gift-card-amount">
          {usual.map((amount) => (
            <Chip key={amount} value={String(amount)} size="sm" radius="md" variant="outline">
              {money({ amount, currency })}
            </Chip>
          ))}
          <Chip value={other} size="sm" radius="md" variant="outline">
            {t('other')}
          </Chip>
        </Group>
      </Chip.Group>
      <Group align="flex-start" gap="sm" wrap="nowrap">
        {chosen === other ? (
          <NumberInput
            label={t('otherAmount')}
            flex={1}
            min={least / step}
            max={most / step}
            clampBehavior="none"
            allowDecimal={false}
            allowNegative={false}
            hideControls
            inputMode="numeric"
            {...form.getInputProps('typed')}
          />
        ) : null}
        <NativeSelect label={t('currency')} w={104} data={[...currencies]} {...form.getInputProps('currency')} />
      </Group>
    </Stack>
  )
}

function RecipientFields({ form, days }: { form: Form; days: { min: string; max: string } }) {
  const t = useGiftCardsText()
  const times = useTimes()
  const left = giftCardMessageLength - form.values.message.length
  return (
    <>
      <TextInput
        type="email"
        label={t('email')}
        autoComplete="off"
        maxLength={maxEmail}
        {...form.getInputProps('email')}
      />
      <TextInput
        label={t('name')}
        description={t('optional')}
        autoComplete="off"
        maxLength={maxName}
        {...form.getInputProps('name')}
      />
      <Textarea
        label={t('message')}
        description={t('messageHint', { count: left })}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={giftCardMessageLength}
        {...form.getInputProps('message')}
      />
      <TextInput
        type="date"
        label={t('on')}
        description={t('onHint', { zone: times.zoneName() })}
        {...days}
        {...form.getInputProps('on')}
      />
    </>
  )
}
