import { VisuallyHidden } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useRouterState } from '@tanstack/react-router'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { CountBadge } from './count-badge.tsx'
import { PlainLink } from './link.tsx'
import classes from './side-nav.module.css'

/** A page of a section. */
export interface SideNavItem {
  to: string
  text: string
  /** What waits there: a short figure beside the name, and its words for a screen reader. */
  badge?: { figure: string; words: string } | undefined
}

/** Pages that belong together; those without a title stand first. */
export interface SideNavGroup {
  title?: string
  items: readonly SideNavItem[]
}

/** The pages of a large section, in groups: a column on a wide window, on a narrow one a button that unfolds them. */
export function SideNav({ label, groups }: { label: string; groups: readonly SideNavGroup[] }) {
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  const current = useCurrent(groups)
  const foldOnEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open) return
    setOpen(false)
    button.current?.focus()
  }
  return (
    <nav className={classes.nav} aria-label={label} onKeyDown={foldOnEscape}>
      <button
        ref={button}
        type="button"
        className={classes.button}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <span>
          <VisuallyHidden>{label}</VisuallyHidden>
          {current?.text ?? label}
        </span>
        {groups.some(({ items }) => items.some(({ badge }) => badge)) ? (
          <span className={classes.dot} aria-hidden />
        ) : null}
        <IconChevronDown size={18} aria-hidden />
      </button>
      <div id={id} className={classes.groups} data-open={open}>
        {groups.map((group) => (
          <Group key={group.items[0]?.to} group={group} current={current} onChosen={() => setOpen(false)} />
        ))}
      </div>
    </nav>
  )
}

function Group(props: { group: SideNavGroup; current: SideNavItem | undefined; onChosen: () => void }) {
  const { title, items } = props.group
  const id = useId()
  return (
    <div className={classes.group}>
      {title === undefined ? null : (
        <p id={id} className={classes.title}>
          {title}
        </p>
      )}
      <ul aria-labelledby={title === undefined ? undefined : id}>
        {items.map((item) => (
          <li key={item.to}>
            <PlainLink
              // The paths come from the caller as data; the router checks them where they are written.
              to={item.to as '/'}
              className={classes.link}
              activeOptions={{ exact: true, includeSearch: false }}
              aria-current={item === props.current ? 'page' : undefined}
              onClick={props.onChosen}
            >
              {item.text}
              {item.badge === undefined ? null : <Badge {...item.badge} />}
            </PlainLink>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Badge({ figure, words }: { figure: string; words: string }) {
  return (
    <>
      <CountBadge figure={figure} />
      <VisuallyHidden>{words}</VisuallyHidden>
    </>
  )
}

/** The item of the page at hand, or of the page that it is below. */
function useCurrent(groups: readonly SideNavGroup[]): SideNavItem | undefined {
  const path = useRouterState({ select: (state) => state.location.pathname })
  return groups
    .flatMap(({ items }) => items)
    .filter(({ to }) => path === to || path.startsWith(`${to}/`))
    .sort((one, other) => other.to.length - one.to.length)[0]
}
