import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Loaded } from '../../ui/loaded.tsx'
import { MoreButton, type Pages } from '../../ui/more-button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import classes from './admin-money.module.css'

/** A panel with a list that comes in pages; `children` draws one item of it. */
export function PagedList<T extends { id: string } | { refundId: string }>(props: {
  title: string
  lead?: string
  actions?: ReactNode
  empty: string
  pages: Pages & { items: T[]; data: unknown; refetch: () => unknown }
  children: (item: T) => ReactNode
}) {
  const { pages } = props
  return (
    <Panel title={props.title} lead={props.lead} actions={props.actions}>
      <Loaded query={pages} skeleton={<LoadingLines count={1} heightPx={80} />}>
        {() =>
          pages.items.length === 0 ? (
            <Text c="dimmed">{props.empty}</Text>
          ) : (
            <>
              <ul className={classes.list}>
                {pages.items.map((item) => (
                  <li key={'id' in item ? item.id : item.refundId} className={classes.item}>
                    {props.children(item)}
                  </li>
                ))}
              </ul>
              <MoreButton pages={pages} />
            </>
          )
        }
      </Loaded>
    </Panel>
  )
}
