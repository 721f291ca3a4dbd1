import { minorDigits } from '@ecc/contracts/currencies'
import { promoCodeTaken } from '@ecc/contracts/promo-codes'
import { PromoCodeText } from '@ecc/contracts/promo-terms'
import { currencies, type Money } from '@ecc/contracts/vocabulary'
import { Button, Checkbox, Group, NativeSelect, NumberInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useApiMutation } from '../../lib/api.ts'
import { instantOf } from '../../lib/calendar.ts'
import { limitOf } from '../../lib/field-limits.ts'
import { messageOf } from '../../lib/message.ts'
import { typedMinor } from '../../lib/money.ts'
import { useTimes } from '../../lib/viewer.ts'
import { AmountInput } from '../../ui/amount-input.tsx'
import { FormError } from '../../ui/states.tsx'
import { KindsField, orderKinds } from './promo-kinds.tsx'
import { type Owner, routesOf } from './routes.ts'
import { usePromoText } from './text.ts'

const codeShape = /^[A-Za-z0-9][A-Za-z0-9-]{2,23}$/
const maxCode = limitOf(PromoCodeText, 'maxLength')

const startValues = {
  code: '',
  kind: 'percent' as 'percent' | 'amount',
  percent: '' as number | string,
  amount: '' as number | string,
  currency: 'EUR' as Money['currency'],
  startsAt: '',
  endsAt: '',
  maxUses: '' as number | string,
  maxUsesEach: 1 as number | string,
  firstBookingOnly: false,
  orderKinds: [...orderKinds],
}

const isCount = (typed: number | string) => Number.isInteger(Number(typed)) && Number(typed) >= 1

const count = { min: 1, allowDecimal: false, allowNegative: false, hideControls: true, inputMode: 'numeric' } as const

/** The form's state, its checks, and what makes the code. */
function usePromoForm(owner: Owner, onSaved: () => void) {
  const t = usePromoText()
  const times = useTimes()
  const { create: contract, list } = routesOf(owner)
  const form = useForm({
    initialValues: startValues,
    validate: {
      code: (typed) => (codeShape.test(typed.trim()) ? null : t('codeShape')),
      percent: (typed, { kind }) =>
        kind === 'amount' || (isCount(typed) && Number(typed) <= 100) ? null : t('badPercent'),
      amount: (typed, { kind, currency }) =>
        kind === 'percent' || (typedMinor(typed, currency) ?? 0) > 0 ? null : t('needAmount'),
      endsAt: (typed, { startsAt }) => (typed !== '' && startsAt !== '' && typed <= startsAt ? t('endsFirst') : null),
      maxUses: (typed) => (typed === '' || isCount(typed) ? null : t('badUses')),
      maxUsesEach: (typed) => (isCount(typed) ? null : t('badUses')),
      orderKinds: (chosen) => (chosen.length > 0 ? null : t('needKind')),
    },
  })
  const create = useApiMutation(contract, {
    invalidates: [list],
    onSuccess: () => {
      notifications.show({ message: t('saved') })
      onSaved()
    },
    onError: (error) => {
      if (promoCodeTaken.is(error)) form.setFieldError('code', messageOf(error))
    },
  })
  const submit = form.onSubmit(
    ({ code, kind, percent, amount, currency, startsAt, endsAt, maxUses, maxUsesEach, ...whose }) => {
      const from = instantOf(startsAt, times.zone)
      const until = instantOf(endsAt, times.zone)
      const minor = typedMinor(amount, currency) ?? 0
      const body = {
        code: code.trim(),
        ...(kind === 'percent' ? { percent: Number(percent) } : { amount: { amount: minor, currency } }),
        ...(from === null ? {} : { startsAt: from }),
        ...(until === null ? {} : { endsAt: until }),
        ...(maxUses === '' ? {} : { maxUses: Number(maxUses) }),
        maxUsesEach: Number(maxUsesEach),
        ...whose,
      }
      create.mutate({ body })
    },
    (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus(),
  )
  return { form, submit, create }
}

/** What a new code takes off, when, how often, and for whom. */
export function PromoForm({ owner, onSaved, onCancel }: { owner: Owner; onSaved: () => void; onCancel: () => void }) {
  const t = usePromoText()
  const times = useTimes()
  const { form, submit, create } = usePromoForm(owner, onSaved)
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={t('code')}
          description={t('codeHint')}
          maxLength={maxCode}
          autoComplete="off"
          {...form.getInputProps('code')}
        />
        <Discount form={form} />
        <TextInput
          type="datetime-local"
          label={t('startsAt')}
          description={times.zoneName()}
          {...form.getInputProps('startsAt')}
        />
        <TextInput
          type="datetime-local"
          label={t('endsAt')}
          description={t('endsAtHint')}
          {...form.getInputProps('endsAt')}
        />
        <NumberInput
          label={t('maxUses')}
          description={t('maxUsesHint')}
          {...count}
          {...form.getInputProps('maxUses')}
        />
        <NumberInput label={t('maxUsesEach')} {...count} {...form.getInputProps('maxUsesEach')} />
        <KindsField
          value={form.values.orderKinds}
          error={form.errors['orderKinds']}
          onChange={(kinds) => form.setFieldValue('orderKinds', kinds)}
        />
        <Checkbox label={t('firstBookingOnly')} {...form.getInputProps('firstBookingOnly', { type: 'checkbox' })} />
        <FormError message={create.error && !promoCodeTaken.is(create.error) ? messageOf(create.error) : null} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** A percentage, or an amount of a currency. */
function Discount({ form }: Pick<ReturnType<typeof usePromoForm>, 'form'>) {
  const t = usePromoText()
  const { kind, currency } = form.values
  return (
    <>
      <NativeSelect
        label={t('kind')}
        data={[
          { value: 'percent', label: t('kindPercent') },
          { value: 'amount', label: t('kindAmount') },
        ]}
        {...form.getInputProps('kind')}
      />
      {kind === 'percent' ? (
        <NumberInput label={t('percent')} {...count} max={100} {...form.getInputProps('percent')} />
      ) : (
        <Group align="flex-start" gap="sm" wrap="nowrap">
          <AmountInput digits={minorDigits(currency)} label={t('amount')} {...form.getInputProps('amount')} />
          <NativeSelect label={t('currency')} w={104} data={[...currencies]} {...form.getInputProps('currency')} />
        </Group>
      )}
    </>
  )
}
