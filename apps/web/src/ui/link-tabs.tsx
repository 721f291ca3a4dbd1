import { useRouterState } from '@tanstack/react-router'
import { useLayoutEffect, useRef } from 'react'
import { PlainLink } from './link.tsx'
import classes from './link-tabs.module.css'

/** The pages of one section side by side, as links; the one at hand is marked, and in sight where they scroll sideways. */
export function LinkTabs(props: { label: string; items: readonly { to: string; text: string }[] }) {
  const tabs = useRef<HTMLElement>(null)
  const path = useRouterState({ select: (state) => state.location.pathname })
  useLayoutEffect(() => {
    const current = tabs.current?.querySelector<HTMLElement>(`[href="${path}"]`)
    if (tabs.current && current)
      tabs.current.scrollLeft = current.offsetLeft + current.offsetWidth / 2 - tabs.current.offsetWidth / 2
  }, [path])
  return (
    <nav ref={tabs} className={classes.tabs} aria-label={props.label}>
      {props.items.map(({ to, text }) => (
        <PlainLink
          key={to}
          // The paths come from the caller as data; the router checks them where they are written.
          to={to as '/'}
          className={classes.tab}
          activeProps={{ 'aria-current': 'page' }}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          {text}
        </PlainLink>
      ))}
    </nav>
  )
}
