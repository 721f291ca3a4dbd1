import { priceOutOfRange } from '@ecc/contracts/coaches'
import { Button, Group, Stack } from '@mantine/core'
import { messageOf } from '../../lib/message.ts'
import { FormError } from '../../ui/states.tsx'
import { BookingModeChoice, GroupChoice, PolicyChoice } from './offer-choices.tsx'
import { AboutFields, KindFields, PriceFields } from './offer-fields.tsx'
import { useOffersText } from './text.ts'
import { type OfferFormProps, useOfferForm } from './use-offer-form.ts'

/** All of an offer's terms. Saves it by itself. */
export function OfferForm(props: OfferFormProps) {
  const { offer, gameIds, onCancel } = props
  const t = useOffersText()
  const { form, submit, isSaving, error } = useOfferForm(props)
  const { kind, group, bookingMode, policy } = form.values
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <AboutFields form={form} gameIds={gameIds} />
        <KindFields form={form} offer={offer} />
        <PriceFields form={form} />
        {kind === 'group' ? (
          <GroupChoice value={group} onChange={(next) => form.setFieldValue('group', next)} />
        ) : (
          <BookingModeChoice value={bookingMode} onChange={(next) => form.setFieldValue('bookingMode', next)} />
        )}
        <PolicyChoice value={policy} onChange={(next) => form.setFieldValue('policy', next)} />
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
