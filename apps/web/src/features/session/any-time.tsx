import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { instantOf } from '../../lib/calendar.ts'
import { useTimes } from '../../lib/viewer.ts'
import { useSessionText } from './text.ts'

/** A coach, or staff, may name a time that is on no list. */
export function AnyTime({ onChoose }: { onChoose: (startsAt: string) => void }) {
  const t = useSessionText()
  const times = useTimes()
  const [reading, setReading] = useState('')
  const startsAt = instantOf(reading, times.zone)
  return (
    <Group align="flex-end">
      <TextInput
        type="datetime-local"
        label={t('moveAnyTime')}
        description={times.zoneName()}
        value={reading}
        onChange={(event) => setReading(event.currentTarget.value)}
      />
      <Button variant="default" disabled={startsAt === null} onClick={() => startsAt !== null && onChoose(startsAt)}>
        {t('moveAnyTimeUse')}
      </Button>
    </Group>
  )
}
