import type { ReactNode } from 'react'
import classes from './fact-list.module.css'

/** Names, each with its value below it; `across` puts them side by side where there is room. */
export function FactList(props: { facts: readonly (readonly [name: string, value: ReactNode])[]; across?: boolean }) {
  return (
    <dl className={classes.list} data-across={props.across}>
      {props.facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="figures">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
