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

/** The state of the connection in a word; read out when it changes. In a group, of the worst. */
export function ConnectionBadge(props: { phase: Phase; quality: Quality | null; name: string; group: boolean }) {
  const t = useRoomText()
  const { phase, quality, name, group } = props
  const { icon: Icon, text } =
    phase === 'connected'
      ? quality === null
        ? { icon: IconAntennaBars5, text: t('connected') }
        : { icon: looks[quality].icon, text: t(looks[quality].text) }
      : { icon: IconPlugConnectedX, text: phaseText(t, { phase, name, group }) }
  const tone = phase === 'connected' ? (quality ?? 'good') : phase === 'reconnecting' ? 'poor' : 'idle'
  return (
    <div className={classes.badge} role="status" data-tone={tone} data-phase={phase}>
      <Icon size={18} aria-hidden />
      <span>{text}</span>
    </div>
  )
}

/** The connection to one of several, at their picture. */
export function QualityIcon({ quality, name }: { quality: Quality; name: string }) {
  const t = useRoomText()
  const { icon: Icon, text } = looks[quality]
  const label = t('connectionOf', { name, quality: t(text) })
  return <Icon size={15} role="img" aria-label={label} data-quality={quality} />
}

/** A phase in words. */
export function phaseText(
  t: ReturnType<typeof useRoomText>,
  { phase, name, group }: { phase: Phase; name: string; group: boolean },
): string {
  if (phase === 'left' && group) return t('allLeft')
  return t(phase === 'ended' ? 'joining' : phase, { name })
}
