import {
  createOffer,
  getOnboarding,
  listOwnOffers,
  Offer,
  type Offer as OfferRecord,
  priceOutOfRange,
  updateOffer,
} from '@ecc/contracts/coaches'
import { minorDigits, priceRange } from '@ecc/contracts/currencies'
import { cutoffRange } from '@ecc/contracts/group-terms'
import { currencies } from '@ecc/contracts/vocabulary'
import { Button, Group, NativeSelect, NumberInput, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useApiMutation } from '../../lib/api.ts'
import { useCatalogue } from '../../lib/catalogue.ts'
import { limitOf } from '../../lib/field-limits.ts'
import { messageOf } from '../../lib/message.ts'
import { typedMinor } from '../../lib/money.ts'
import { durationText } from '../../lib/time.ts'
import { useMoney } from '../../lib/viewer.ts'
import { FormError } from '../../ui/states.tsx'
import { BookingModeChoice, GroupChoice, KindChoice, PolicyChoice } from './offer-choices.tsx'
import { type PlainKind, perHour, trialMinutes } from './offer-price.ts'
import { useOffersText } from './text.ts'

type Currency = OfferRecord['price']['currency']

const maxTitle = limitOf(Offer.properties.title, 'maxLength')
const maxDescription = limitOf(Offer.properties.description, 'maxLength')
const durations = [15, 30, 45, 60, 75, 90, 120, 150, 180, 240]

export interface OfferFormProps {
  /** The offer to change; none for a new one. */
  offer?: OfferRecord
  /** Preset for a new offer. */
  gameIds: readonly string[]
  onSaved?: () => void
  onCancel?: () => void
}

/** The form's state, its checks, and what saves it. */
function useOfferForm({ offer, gameIds, onSaved }: OfferFormProps) {
  const t = useOffersText()
  const money = useMoney()
  const done = { invalidates: [listOwnOffers, getOnboarding] as const, onSuccess: () => finish() }
  const create = useApiMutation(createOffer, { ...done, onError: (error) => showAtPrice(error) })
  const update = useApiMutation(updateOffer, { ...done, onError: (error) => showAtPrice(error) })
  const form = useForm({
    initialValues: startValues(offer, gameIds[0]),
    validate: {
      title: (value) => (value.trim().length >= 3 ? null : t('needTitle')),
      gameId: (value) => (value === '' ? t('needGame') : null),
      price: (value, { kind, durationMinutes, currency }) => {
        const amount = typedMinor(value, currency)
        if (amount === null) return t('needPrice')
        const { least, most } = priceRange(kind, durationMinutes, currency)
        const show = (minor: number) => money({ amount: minor, currency })
        return amount < least || amount > most ? t('badPrice', { least: show(least), most: show(most) }) : null
      },
    },
  })
  const finish = () => {
    notifications.show({ message: t('saved') })
    onSaved?.()
  }
  const showAtPrice = (error: unknown) => {
    if (!priceOutOfRange.is(error)) return
    form.setFieldError('price', messageOf(error))
    form.getInputNode('price')?.focus()
  }
  const submit = form.onSubmit(
    ({ price, currency, title, description, group, ...rest }) => {
      const amount = typedMinor(price, currency) ?? 0
      const seats = rest.kind === 'group' ? { group, bookingMode: 'instant' as const } : {}
      const body = {
        ...rest,
        ...seats,
        title: title.trim(),
        description: description.trim(),
        price: { amount, currency },
      }
      if (offer) update.mutate({ params: { id: offer.id }, body })
      else create.mutate({ body })
    },
    (errors) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus(),
  )
  return { form, submit, isSaving: create.isPending || update.isPending, error: create.error ?? update.error }
}

/** All of an offer's terms. Saves it by itself. */
export function OfferForm(props: OfferFormProps) {
  const { offer, gameIds, onCancel } = props
  const t = useOffersText()
  const money = useMoney()
  const { games, gameName } = useCatalogue()
  const { form, submit, isSaving, error } = useOfferForm(props)
  const { kind, durationMinutes, currency, price, description } = form.values
  const amount = typedMinor(price, currency)
  const own = games.filter(({ id }) => gameIds.includes(id))
  const choosable = own.length > 0 ? own : games
  const shown = choosable.some(({ id }) => id === form.values.gameId) || form.values.gameId === ''
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={t('titleLabel')}
          description={t('titleHint')}
          maxLength={maxTitle}
          {...form.getInputProps('title')}
        />
        <Textarea
          label={t('description')}
          description={t('descriptionHint', { used: description.length, max: maxDescription })}
          autosize
          minRows={3}
          maxRows={8}
          maxLength={maxDescription}
          {...form.getInputProps('description')}
        />
        <NativeSelect
          label={t('game')}
          data={[
            { value: '', label: t('chooseGame') },
            ...(shown ? [] : [{ value: form.values.gameId, label: gameName(form.values.gameId) }]),
            ...choosable.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          {...form.getInputProps('gameId')}
        />
        <KindChoice
          value={kind}
          choosable={choosableKinds(offer)}
          onChange={(next) => {
            form.setFieldValue('kind', next)
            if (next === 'trial') form.setFieldValue('durationMinutes', trialMinutes)
          }}
        />
        <NativeSelect
          label={t('duration')}
          description={kind === 'trial' ? t('trialLength') : undefined}
          disabled={kind === 'trial'}
          data={[...new Set([...durations, durationMinutes])]
            .toSorted((one, other) => one - other)
            .map((minutes) => ({ value: String(minutes), label: durationText(minutes) }))}
          value={String(durationMinutes)}
          onChange={(event) => form.setFieldValue('durationMinutes', Number(event.currentTarget.value))}
        />
        <Group align="flex-start" gap="sm" wrap="nowrap">
          <NumberInput
            label={t(kind === 'group' ? 'seatPrice' : 'price')}
            flex={1}
            min={0}
            decimalScale={minorDigits(currency)}
            allowNegative={false}
            hideControls
            inputMode="decimal"
            description={
              amount === null ? ' ' : t('perHour', { price: money(perHour({ amount, currency }, durationMinutes)) })
            }
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            {...form.getInputProps('price')}
          />
          <NativeSelect label={t('currency')} w={104} data={[...currencies]} {...form.getInputProps('currency')} />
        </Group>
        {kind === 'group' ? (
          <GroupChoice value={form.values.group} onChange={(group) => form.setFieldValue('group', group)} />
        ) : (
          <BookingModeChoice
            value={form.values.bookingMode}
            onChange={(mode) => form.setFieldValue('bookingMode', mode)}
          />
        )}
        <PolicyChoice value={form.values.policy} onChange={(policy) => form.setFieldValue('policy', policy)} />
        <FormError message={error && !priceOutOfRange.is(error) ? messageOf(error) : null} />
        <Group justify={onCancel ? 'flex-end' : 'flex-start'}>
          {onCancel ? (
            <Button variant="default" onClick={onCancel}>
              {t('cancel')}
            </Button>
          ) : null}
          <Button type="submit" loading={isSaving}>
            {t(offer ? 'save' : 'saveNew')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function choosableKinds(offer: OfferRecord | undefined): readonly PlainKind[] {
  if (offer === undefined) return ['single', 'trial', 'group']
  return offer.kind === 'group' ? ['group'] : ['single', 'trial']
}

function startValues(offer: OfferRecord | undefined, firstGame: string | undefined) {
  return {
    title: offer?.title ?? '',
    description: offer?.description ?? '',
    gameId: offer?.gameId ?? firstGame ?? '',
    kind: offer && offer.kind !== 'package' ? offer.kind : ('single' as PlainKind),
    group: offer?.group ?? { minSeats: 3, maxSeats: 6, cutoffHours: cutoffRange.usualHours },
    durationMinutes: offer?.durationMinutes ?? 60,
    price: offer ? offer.price.amount / 10 ** minorDigits(offer.price.currency) : ('' as number | string),
    currency: offer?.price.currency ?? ('EUR' as Currency),
    policy: offer?.policy ?? ('flexible' as const),
    bookingMode: offer?.bookingMode ?? ('instant' as const),
  }
}
