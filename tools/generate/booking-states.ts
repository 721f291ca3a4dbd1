/** The life of a booking as a diagram and a table, from the table the code follows. */
import { bookingLife, changeWords, transitions } from '../../packages/contracts/src/booking-states.ts'
import { betweenMarks } from './between-marks.ts'

/** The page with its generated parts made anew. */
export function bookingStatesPage(page: string): string {
  return betweenMarks(betweenMarks(page, 'diagram', diagram()), 'table', bookingLife())
}

function diagram(): string {
  const changes = Object.entries(transitions)
  const leadsOn = new Set<string>(changes.flatMap(([, { from }]) => from))
  const ends = new Set(changes.map(([, { to }]) => to).filter((state) => !leadsOn.has(state)))
  const arrows = changes.flatMap(([name, { from, to }]) =>
    from.map((state) => `  ${state} --> ${to}: ${changeWords(name)}`),
  )
  return [
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> held: hold',
    ...arrows,
    ...[...ends].map((state) => `  ${state} --> [*]`),
    '```',
  ].join('\n')
}
