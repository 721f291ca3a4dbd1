import { Table } from '@mantine/core'
import type { ReactNode } from 'react'

/** A table that scrolls sideways by itself, also by keyboard, where the window is narrower than `minWidth` px. */
export function WideTable(props: { label: string; minWidth: number; oneLine?: boolean; children: ReactNode }) {
  const { label, minWidth, oneLine, children } = props
  const viewport = { tabIndex: 0, role: 'group', 'aria-label': label }
  return (
    <Table.ScrollContainer minWidth={minWidth} scrollAreaProps={{ viewportProps: viewport }}>
      <Table verticalSpacing="xs" aria-label={label} style={oneLine ? { whiteSpace: 'nowrap' } : undefined}>
        {children}
      </Table>
    </Table.ScrollContainer>
  )
}
