import { Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './beside.module.css'

/** Work on the left and what it comes to beside it; on a narrow window the one below the other, then `rest`. */
export function Beside(props: { children: ReactNode; side: ReactNode; rest?: ReactNode }) {
  return (
    <div className={classes.frame}>
      <div className={classes.main}>{props.children}</div>
      <Stack gap="lg" className={classes.side}>
        {props.side}
      </Stack>
      <Stack gap="lg" className={classes.main}>
        {props.rest}
      </Stack>
    </div>
  )
}
