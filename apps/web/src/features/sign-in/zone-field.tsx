import { Anchor, NativeSelect, Text } from '@mantine/core'
import { IconWorld } from '@tabler/icons-react'
import { useState } from 'react'
import { useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { useSignInText } from './text.ts'

/** The zone found in the browser, told with its time of day so that a wrong one is noticed; another can be chosen. */
export function ZoneField({ value, onChange }: { value: string; onChange: (zone: string) => void }) {
  const t = useSignInText()
  const times = useTimes()
  const nowMs = useNow(10_000)
  const [choosing, setChoosing] = useState(false)
  if (choosing) {
    const known = Intl.supportedValuesOf('timeZone')
    const zones = known.includes(value) ? known : [value, ...known]
    return (
      <NativeSelect
        label={t('zone')}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        data={zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
      />
    )
  }
  return (
    <Text size="sm" c="dimmed">
      <IconWorld size={15} aria-hidden style={{ verticalAlign: '-2px', marginRight: 6 }} />
      {t('zoneIs', { zone: times.zoneName(nowMs, value), time: times.time(nowMs, value) })}{' '}
      <Anchor component="button" type="button" size="sm" onClick={() => setChoosing(true)}>
        {t('changeZone')}
      </Anchor>
    </Text>
  )
}
