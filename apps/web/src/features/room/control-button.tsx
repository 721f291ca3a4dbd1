import { Tooltip, VisuallyHidden } from '@mantine/core'
import type { TablerIcon } from '@tabler/icons-react'
import { CountBadge } from '../../ui/count-badge.tsx'
import classes from './controls.module.css'

export interface ControlButtonProps {
  /** The name that stays: what it is, not what a click does. */
  label: string
  /** What a click does, with its key. */
  tip: string
  icon: TablerIcon
  tone?: 'plain' | 'off' | 'active' | 'danger'
  /** For what is on or off. */
  pressed?: boolean
  /** For what opens something. */
  expanded?: boolean
  badge?: number
  /** The badge in words. */
  badgeText?: string
  id?: string
  disabled?: boolean
  onClick: () => void
}

/** A round control of the room with its name below. */
export function ControlButton(props: ControlButtonProps) {
  const { label, tip, icon: Icon, tone = 'plain', badge = 0 } = props
  return (
    <Tooltip label={tip} withArrow openDelay={400} withinPortal={false}>
      <button
        type="button"
        id={props.id}
        className={classes.control}
        data-tone={tone}
        aria-pressed={props.pressed}
        aria-expanded={props.expanded}
        disabled={props.disabled}
        onClick={props.onClick}
      >
        <span className={classes.disc}>
          <Icon size={22} stroke={1.8} aria-hidden />
          {badge > 0 ? (
            <span className={classes.badge}>
              <CountBadge figure={badge > 9 ? '9+' : badge} />
            </span>
          ) : null}
        </span>
        <span className={classes.label}>{label}</span>
        {badge > 0 ? <VisuallyHidden>{props.badgeText}</VisuallyHidden> : null}
      </button>
    </Tooltip>
  )
}
