import { IconAntennaBars2, IconAntennaBars3, IconAntennaBars5, IconPlugConnectedX } from '@tabler/icons-react'
import type { Phase } from './call-state.ts'
import type { Quality } from './quality.ts'
import classes from './room.module.css'
import { useRoomText } from './text.ts'

const looks = {
  good: { icon: IconAntennaBars5, text: 'qualityGood' },
  fair: { icon: IconAntennaBars3, text: 'qualityFair' },
  poor: { icon: IconAntennaBars2, text: 'qualityPoor' },
} as const

/** The state of the connection in a word; read out when it changes. */
export function ConnectionBadge({ phase, quality, name }: { phase: Phase; quality: Quality | null; name: string }) {
  const t = useRoomText()
  const { icon: Icon, text } =
    phase === 'connected'
      ? quality === null
        ? { icon: IconAntennaBars5, text: t('connected') }
        : { icon: looks[quality].icon, text: t(looks[quality].text) }
      : { icon: IconPlugConnectedX, text: t(phase === 'ended' ? 'joining' : phase, { name }) }
  const tone = phase === 'connected' ? (quality ?? 'good') : phase === 'reconnecting' ? 'poor' : 'idle'
  return (
    <div className={classes.badge} role="status" data-tone={tone} data-phase={phase}>
      <Icon size={18} aria-hidden />
      <span>{text}</span>
    </div>
  )
}
