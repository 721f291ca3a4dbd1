import { Button, Group, Text } from '@mantine/core'
import { type DraftWindow, windowOf } from './hours-draft.ts'
import { useHoursText } from './text.ts'
import { weekOrder } from './weekdays.ts'

const presets = [
  { text: 'presetEvenings', days: [1, 2, 3, 4, 5], start: '18:00', end: '22:00' },
  { text: 'presetWeekends', days: [6, 0], start: '10:00', end: '18:00' },
  { text: 'presetAll', days: [...weekOrder], start: '09:00', end: '21:00' },
] as const

/** Weeks to begin with, where there are no hours yet. */
export function WeekPresets({ onChoose }: { onChoose: (days: DraftWindow[][]) => void }) {
  const t = useHoursText()
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        {t('presets')}
      </Text>
      {presets.map(({ text, days, start, end }) => (
        <Button
          key={text}
          variant="default"
          size="sm"
          onClick={() =>
            onChoose(
              Array.from({ length: 7 }, (_, day) => (days.some((one) => one === day) ? [windowOf(start, end)] : [])),
            )
          }
        >
          {t(text)}
        </Button>
      ))}
    </Group>
  )
}
