import type { ReactNode } from 'react'
import classes from './tag.module.css'

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'accent'

/** A short label: a state, a language, a kind. */
export function Tag({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={classes.tag} data-tone={tone}>
      {children}
    </span>
  )
}
