/** The lives of a booking and of a dispute as diagrams and tables, from the tables the code follows. */
import { bookingLife, changeWords, transitions } from '../../packages/contracts/src/booking-states.ts'
import { disputeLife, disputeSteps } from '../../packages/contracts/src/dispute-states.ts'
import { betweenMarks } from './between-marks.ts'

/** The page with its generated parts made anew. */
export function bookingStatesPage(page: string): string {
  const parts = {
    diagram: diagram(transitions, 'held: hold'),
    table: bookingLife(),
    'dispute-diagram': diagram(disputeSteps, 'open: open'),
    'dispute-table': disputeLife(),
  }
  return Object.entries(parts).reduce((made, [mark, content]) => betweenMarks(made, mark, content), page)
}

type Steps = Readonly<Record<string, { from: readonly string[]; to: string }>>

function diagram(steps: Steps, beginning: string): string {
  const changes = Object.entries(steps)
  const leadsOn = new Set<string>(changes.flatMap(([, { from }]) => from))
  const ends = new Set(changes.map(([, { to }]) => to).filter((state) => !leadsOn.has(state)))
  const arrows = changes.flatMap(([name, { from, to }]) =>
    from.map((state) => `  ${state} --> ${to}: ${changeWords(name)}`),
  )
  return [
    '```mermaid',
    'stateDiagram-v2',
    `  [*] --> ${beginning}`,
    ...arrows,
    ...[...ends].map((state) => `  ${state} --> [*]`),
    '```',
  ].join('\n')
}
