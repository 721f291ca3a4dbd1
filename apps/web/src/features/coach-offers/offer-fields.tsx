import { Offer, type Offer as OfferRecord } from '@ecc/contracts/coaches'
import { minorDigits } from '@ecc/contracts/currencies'
import { currencies } from '@ecc/contracts/vocabulary'
import { Group, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useCatalogue } from '../../lib/catalogue.ts'
import { limitOf } from '../../lib/field-limits.ts'
import { typedMinor } from '../../lib/money.ts'
import { durationText } from '../../lib/time.ts'
import { useMoney } from '../../lib/viewer.ts'
import { AmountInput } from '../../ui/amount-input.tsx'
import { KindChoice } from './offer-choices.tsx'
import { type PlainKind, perHour, trialMinutes } from './offer-price.ts'
import { useOffersText } from './text.ts'
import type { OfferFormState } from './use-offer-form.ts'

const maxTitle = limitOf(Offer.properties.title, 'maxLength')
const maxDescription = limitOf(Offer.properties.description, 'maxLength')
const durations = [15, 30, 45, 60, 75, 90, 120, 150, 180, 240]

/** What an offer is about: title, description, and one of the coach's games. */
export function AboutFields({ form, gameIds }: { form: OfferFormState; gameIds: readonly string[] }) {
  const t = useOffersText()
  const { games, gameName } = useCatalogue()
  const { description, gameId } = form.values
  const own = games.filter(({ id }) => gameIds.includes(id))
  const choosable = own.length > 0 ? own : games
  const isShown = gameId === '' || choosable.some(({ id }) => id === gameId)
  return (
    <>
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
          ...(isShown ? [] : [{ value: gameId, label: gameName(gameId) }]),
          ...choosable.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        {...form.getInputProps('gameId')}
      />
    </>
  )
}

/** Which kind of session it is, and how long; a trial's length is given. */
export function KindFields({ form, offer }: { form: OfferFormState; offer: OfferRecord | undefined }) {
  const t = useOffersText()
  const { kind, durationMinutes } = form.values
  return (
    <>
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
    </>
  )
}

function choosableKinds(offer: OfferRecord | undefined): readonly PlainKind[] {
  if (offer === undefined) return ['single', 'trial', 'group']
  return offer.kind === 'group' ? ['group'] : ['single', 'trial']
}

/** The price, what it comes to an hour, and its currency. */
export function PriceFields({ form }: { form: OfferFormState }) {
  const t = useOffersText()
  const money = useMoney()
  const { kind, durationMinutes, currency, price } = form.values
  const amount = typedMinor(price, currency)
  return (
    <Group align="flex-start" gap="sm" wrap="nowrap">
      <AmountInput
        digits={minorDigits(currency)}
        label={t(kind === 'group' ? 'seatPrice' : 'price')}
        description={
          amount === null ? ' ' : t('perHour', { price: money(perHour({ amount, currency }, durationMinutes)) })
        }
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        {...form.getInputProps('price')}
      />
      <NativeSelect label={t('currency')} w={104} data={[...currencies]} {...form.getInputProps('currency')} />
    </Group>
  )
}
