import {
  createOffer,
  getOnboarding,
  listOwnOffers,
  type Offer as OfferRecord,
  priceOutOfRange,
  updateOffer,
} from '@ecc/contracts/coaches'
import { minorDigits, priceRange } from '@ecc/contracts/currencies'
import { cutoffRange } from '@ecc/contracts/group-terms'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { typedMinor } from '../../lib/money.ts'
import { useMoney } from '../../lib/viewer.ts'
import type { PlainKind } from './offer-price.ts'
import { useOffersText } from './text.ts'

type Currency = OfferRecord['price']['currency']

export interface OfferFormProps {
  /** The offer to change; none for a new one. */
  offer?: OfferRecord
  /** Preset for a new offer. */
  gameIds: readonly string[]
  onSaved?: () => void
  onCancel?: () => void
}

/** The form's state, its checks, and what saves it. */
export function useOfferForm({ offer, gameIds, onSaved }: OfferFormProps) {
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

/** The state of the form, for the fields that are its parts. */
export type OfferFormState = ReturnType<typeof useOfferForm>['form']

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
