import type { Offer } from '@ecc/contracts/coaches'
import { type GroupTerms, groupSeats } from '@ecc/contracts/group-terms'
import { Group, Input, NativeSelect, Radio, Stack } from '@mantine/core'
import { usePolicyText, useRules } from '../../lib/policy.ts'
import type { PlainKind } from './offer-price.ts'
import { useOffersText } from './text.ts'

/** Single session, trial or group. A group stays one, and nothing becomes one, so `choosable` has what is open. */
export function KindChoice(props: {
  value: PlainKind
  choosable: readonly PlainKind[]
  onChange: (kind: PlainKind) => void
}) {
  const t = useOffersText()
  return (
    <Radio.Group
      label={t('kind')}
      size="md"
      value={props.value}
      onChange={(value) => props.onChange(value as PlainKind)}
    >
      <Stack gap="xs" mt={6}>
        {props.choosable.map((kind) => (
          <Radio key={kind} value={kind} label={t(kind)} description={t(`${kind}Hint`)} />
        ))}
      </Stack>
    </Radio.Group>
  )
}

const seatCounts = Array.from({ length: groupSeats.most - groupSeats.least + 1 }, (_, i) => groupSeats.least + i)
const cutoffs = [12, 18, 24, 36, 48, 72]

/** The seats of a group, how many must be booked, and when that is decided. */
export function GroupChoice({ value, onChange }: { value: GroupTerms; onChange: (terms: GroupTerms) => void }) {
  const t = useOffersText()
  const { minSeats, maxSeats, cutoffHours } = value
  const numbers = (counts: readonly number[]) => counts.map(String)
  return (
    <Stack gap="xs">
      <Group gap="sm" grow align="flex-end">
        <NativeSelect
          label={t('maxSeats')}
          data={numbers(seatCounts)}
          value={String(maxSeats)}
          onChange={(event) => {
            const most = Number(event.currentTarget.value)
            onChange({ ...value, maxSeats: most, minSeats: Math.min(minSeats, most) })
          }}
        />
        <NativeSelect
          label={t('minSeats')}
          data={numbers(seatCounts.filter((count) => count <= maxSeats))}
          value={String(minSeats)}
          onChange={(event) => onChange({ ...value, minSeats: Number(event.currentTarget.value) })}
        />
      </Group>
      <NativeSelect
        label={t('cutoff')}
        description={t('cutoffHint', { min: minSeats, hours: cutoffHours })}
        data={[...new Set([...cutoffs, cutoffHours])]
          .toSorted((one, other) => one - other)
          .map((hours) => ({ value: String(hours), label: t('cutoffHours', { count: hours }) }))}
        value={String(cutoffHours)}
        onChange={(event) => onChange({ ...value, cutoffHours: Number(event.currentTarget.value) })}
      />
    </Stack>
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
