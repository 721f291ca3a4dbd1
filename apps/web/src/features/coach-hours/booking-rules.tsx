import { NativeSelect, SimpleGrid } from '@mantine/core'
import { durationText } from '../../lib/time.ts'
import type { HoursDraft } from './hours-draft.ts'
import { useHoursText } from './text.ts'

const breaks = [0, 5, 10, 15, 30]
const notices = [15, 30, 60, 120, 240, 480, 720, 1440, 2880, 4320]
const horizons = [7, 14, 30, 45, 60]
const steps = [5, 10, 15, 20, 30, 60, 120, 240]

/** Breaks, notice, horizon and the step of start times. */
export function BookingRules({
  draft,
  onChange,
}: {
  draft: HoursDraft
  onChange: (change: Partial<HoursDraft>) => void
}) {
  const t = useHoursText()
  const minutes = (value: number) => (value === 0 ? t('none') : durationText(value))
  const days = (count: number) => t('days', { count })
  const noticeText = (value: number) => (value >= 1440 && value % 1440 === 0 ? days(value / 1440) : durationText(value))
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
      <NumberChoice
        label={t('bufferBefore')}
        value={draft.bufferBeforeMinutes}
        choices={breaks}
        nameOf={minutes}
        onChange={(bufferBeforeMinutes) => onChange({ bufferBeforeMinutes })}
      />
      <NumberChoice
        label={t('bufferAfter')}
        value={draft.bufferAfterMinutes}
        choices={breaks}
        nameOf={minutes}
        onChange={(bufferAfterMinutes) => onChange({ bufferAfterMinutes })}
      />
      <NumberChoice
        label={t('notice')}
        description={t('noticeHint')}
        value={draft.minNoticeMinutes}
        choices={notices}
        nameOf={noticeText}
        onChange={(minNoticeMinutes) => onChange({ minNoticeMinutes })}
      />
      <NumberChoice
        label={t('horizon')}
        value={draft.horizonDays}
        choices={horizons}
        nameOf={days}
        onChange={(horizonDays) => onChange({ horizonDays })}
      />
      <NumberChoice
        label={t('step')}
        value={draft.stepMinutes}
        choices={steps}
        nameOf={durationText}
        onChange={(stepMinutes) => onChange({ stepMinutes })}
      />
    </SimpleGrid>
  )
}

function NumberChoice(props: {
  label: string
  description?: string
  value: number
  choices: readonly number[]
  nameOf: (value: number) => string
  onChange: (value: number) => void
}) {
  const all = [...new Set([...props.choices, props.value])].toSorted((one, other) => one - other)
  return (
    <NativeSelect
      label={props.label}
      description={props.description}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={String(props.value)}
      data={all.map((value) => ({ value: String(value), label: props.nameOf(value) }))}
      onChange={(event) => props.onChange(Number(event.currentTarget.value))}
    />
  )
}
