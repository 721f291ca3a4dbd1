import type { Offer } from '@ecc/contracts/coaches'
import { Input, Radio, Stack } from '@mantine/core'
import { usePolicyText, useRules } from '../../lib/policy.ts'
import type { PlainKind } from './offer-price.ts'
import { useOffersText } from './text.ts'

/** Single session or trial. */
export function KindChoice(props: { value: PlainKind; onChange: (kind: PlainKind) => void }) {
  const t = useOffersText()
  return (
    <Radio.Group
      label={t('kind')}
      size="md"
      value={props.value}
      onChange={(value) => props.onChange(value as PlainKind)}
    >
      <Stack gap="xs" mt={6}>
        <Radio value="single" label={t('single')} description={t('singleHint')} />
        <Radio value="trial" label={t('trial')} description={t('trialHint')} />
      </Stack>
    </Radio.Group>
  )
}

/** Booked at once, or on request. */
export function BookingModeChoice(props: {
  value: Offer['bookingMode']
  onChange: (mode: Offer['bookingMode']) => void
}) {
  const t = useOffersText()
  const { requestAnswerHours } = useRules()
  return (
    <Radio.Group
      label={t('bookingMode')}
      size="md"
      value={props.value}
      onChange={(value) => props.onChange(value as Offer['bookingMode'])}
    >
      <Stack gap="xs" mt={6}>
        <Radio value="instant" label={t('instant')} description={t('instantHint')} />
        <Radio value="request" label={t('request')} description={t('requestHint', { hours: requestAnswerHours })} />
      </Stack>
    </Radio.Group>
  )
}

/** The three cancellation presets, each with its terms in plain words. */
export function PolicyChoice(props: { value: Offer['policy']; onChange: (policy: Offer['policy']) => void }) {
  const t = useOffersText()
  const policy = usePolicyText()
  const presets = ['flexible', 'standard', 'strict'] as const
  return (
    <div>
      <Radio.Group
        label={t('policy')}
        size="md"
        value={props.value}
        onChange={(value) => props.onChange(value as Offer['policy'])}
      >
        <Stack gap="xs" mt={6}>
          {presets.map((preset) => (
            <Radio
              key={preset}
              value={preset}
              label={policy.name(preset)}
              description={policy.lines(preset).slice(0, 2).join('. ')}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Input.Description mt={8}>{policy.lines(props.value).slice(2).join('. ')}.</Input.Description>
    </div>
  )
}
