import { Table } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './wide-table.module.css'

/**
 * A table that scrolls sideways by itself, also by keyboard, where the window is narrower than `minWidth` px; what names
 * a row stays in sight.
 */
export function WideTable(props: { label: string; minWidth: number; oneLine?: boolean; children: ReactNode }) {
  const { label, minWidth, oneLine, children } = props
  const viewport = { tabIndex: 0, role: 'group', 'aria-label': label }
  return (
    <Table.ScrollContainer minWidth={minWidth} scrollAreaProps={{ viewportProps: viewport }}>
      <Table verticalSpacing="xs" aria-label={label} className={classes.table} data-one-line={oneLine}>
        {children}
      </Table>
    </Table.ScrollContainer>
  )
}
