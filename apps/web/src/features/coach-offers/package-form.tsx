import { getOnboarding, listOwnOffers, Offer, type Offer as OfferRecord, updateOffer } from '@ecc/contracts/coaches'
import { createPackageOffer } from '@ecc/contracts/package-offers'
import { packageSizes } from '@ecc/contracts/package-terms'
import { Button, Group, NativeSelect, NumberInput, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useApiMutation } from '../../lib/api.ts'
import { limitOf } from '../../lib/field-limits.ts'
import { messageOf } from '../../lib/message.ts'
import { useMoney } from '../../lib/viewer.ts'
import { FormError } from '../../ui/states.tsx'
import { PolicyChoice } from './offer-choices.tsx'
import { packagePrice } from './offer-price.ts'
import { useOffersText } from './text.ts'

export interface PackageFormProps {
  /** The package to change; none for a new one. */
  offer?: OfferRecord | undefined
  /** What a new one may be made of: the single sessions on sale. */
  singles: readonly OfferRecord[]
  onSaved: () => void
  onCancel: () => void
}

/** The form's state, its checks, and what saves it. */
function usePackageForm({ offer, singles, onSaved }: PackageFormProps) {
  const t = useOffersText()
  const done = {
    invalidates: [listOwnOffers, getOnboarding] as const,
    onSuccess: () => {
      notifications.show({ message: t('saved') })
      onSaved()
    },
  }
  const create = useApiMutation(createPackageOffer, done)
  const update = useApiMutation(updateOffer, done)
  const form = useForm({
    initialValues: {
      singleOfferId: offer?.package?.singleOfferId ?? singles[0]?.id ?? '',
      sessions: offer?.package?.sessions ?? 5,
      discountPercent: (offer?.package?.discountPercent ?? 10) as number | string,
      title: offer?.title ?? '',
      description: offer?.description ?? '',
      policy: offer?.policy ?? singles[0]?.policy ?? ('flexible' as const),
    },
    validate: {
      discountPercent: (value) => (Number(value) >= 5 && Number(value) <= 20 ? null : t('badDiscount')),
      title: (value) => (value.trim() === '' || value.trim().length >= 3 ? null : t('needTitle')),
    },
  })
  const submit = form.onSubmit(({ title, description, policy, ...values }) => {
    const words = { description: description.trim(), policy, ...(title.trim() === '' ? {} : { title: title.trim() }) }
    if (offer) update.mutate({ params: { id: offer.id }, body: words })
    else create.mutate({ body: { ...words, ...values, discountPercent: Number(values.discountPercent) } })
  })
  return { form, submit, isSaving: create.isPending || update.isPending, error: create.error ?? update.error }
}

/** A package's terms; its price follows from its single session and is shown as it will be sold. Saves it by itself. */
export function PackageForm(props: PackageFormProps) {
  const { offer, singles, onCancel } = props
  const t = useOffersText()
  const { form, submit, isSaving, error } = usePackageForm(props)
  const { singleOfferId, sessions, discountPercent, policy } = form.values
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {offer ? null : <MakeFields form={form} singles={singles} />}
        <PriceOfPackage
          single={offer?.package?.singlePrice ?? singles.find(({ id }) => id === singleOfferId)?.price}
          sessions={sessions}
          discountPercent={Number(discountPercent)}
        />
        <TextInput
          label={t('titleLabel')}
          description={offer ? undefined : t('packageTitleHint')}
          maxLength={limitOf(Offer.properties.title, 'maxLength')}
          {...form.getInputProps('title')}
        />
        <Textarea
          label={t('description')}
          autosize
          minRows={3}
          maxRows={8}
          maxLength={limitOf(Offer.properties.description, 'maxLength')}
          {...form.getInputProps('description')}
        />
        <PolicyChoice value={policy} onChange={(next) => form.setFieldValue('policy', next)} />
        <FormError message={error ? messageOf(error) : null} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={isSaving}>
            {t(offer ? 'save' : 'savePackage')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** What a new package is made of: which single session, how many, and for how much less. */
function MakeFields(props: { form: ReturnType<typeof usePackageForm>['form']; singles: readonly OfferRecord[] }) {
  const t = useOffersText()
  const { form, singles } = props
  return (
    <>
      <NativeSelect
        label={t('packageOf')}
        data={singles.map(({ id, title }) => ({ value: id, label: title }))}
        {...form.getInputProps('singleOfferId')}
      />
      <Radio.Group
        label={t('packageSize')}
        value={String(form.values.sessions)}
        onChange={(value) => form.setFieldValue('sessions', Number(value))}
      >
        <Group mt={6}>
          {packageSizes.map((size) => (
            <Radio key={size} value={String(size)} label={t('packageSessions', { count: size })} />
          ))}
        </Group>
      </Radio.Group>
      <NumberInput
        label={t('packageDiscount')}
        description={t('packageDiscountHint')}
        min={5}
        max={20}
        allowDecimal={false}
        {...form.getInputProps('discountPercent')}
      />
    </>
  )
}

function PriceOfPackage(props: {
  single: OfferRecord['price'] | undefined
  sessions: number
  discountPercent: number
}) {
  const t = useOffersText()
  const money = useMoney()
  const { single, sessions, discountPercent } = props
  if (single === undefined || !(discountPercent >= 5 && discountPercent <= 20)) return null
  const price = { ...single, amount: packagePrice(single.amount, sessions, discountPercent) }
  const each = { ...single, amount: Math.round(price.amount / sessions) }
  return (
    <Text role="status">
      {t('packagePrice', { price: money.exact(price), each: money.exact(each), single: money.exact(single) })}
    </Text>
  )
}
