/**
 * The life of a dispute as a table: which step leads from which states to which, who takes it and until when. The code of
 * session-service, its tests and docs/booking-states.md follow it.
 */

/** Every state of a dispute. */
export const disputeStates = [
  'open',
  'answered',
  'evidence_closed',
  'ruled',
  'accepted',
  'defaulted',
  'withdrawn',
] as const

interface Step {
  from: readonly (typeof disputeStates)[number][]
  to: (typeof disputeStates)[number]
  who: string
  until: string
  follows: string
}

/** A step of a dispute, by name: the states it may start from, the one it leads to, whose it is, its deadline, what follows. */
export const disputeSteps = {
  answer: {
    from: ['open'],
    to: 'answered',
    who: 'the other side',
    until: '48 h after it was opened',
    follows: 'both may add evidence until it closes',
  },
  accept: {
    from: ['open', 'answered', 'evidence_closed'],
    to: 'accepted',
    who: 'the other side',
    until: 'the ruling',
    follows: 'settled at once, as asked',
  },
  default: {
    from: ['open'],
    to: 'defaulted',
    who: 'the job `watch-dispute`',
    until: '48 h after it was opened, when nobody answered',
    follows: 'settled as asked: the claimant wins',
  },
  closeEvidence: {
    from: ['answered'],
    to: 'evidence_closed',
    who: 'the job `watch-dispute`',
    until: '72 h after it was opened',
    follows: 'staff rule within 72 h more; later than that they are alarmed, and nothing is decided by itself',
  },
  rule: {
    from: ['answered', 'evidence_closed'],
    to: 'ruled',
    who: 'staff',
    until: '144 h after it was opened',
    follows: 'a refund, a credit, the release of all, or another time',
  },
  withdraw: {
    from: ['open', 'answered', 'evidence_closed'],
    to: 'withdrawn',
    who: 'the claimant',
    until: 'the ruling',
    follows: 'the booking is as before; its money moves on its old date, or at once when that has passed',
  },
} as const satisfies Record<string, Step>

/** A step of a dispute, by name. */
export type DisputeStep = keyof typeof disputeSteps

/** Whether a dispute in this state may take this step. */
export function mayStep(state: (typeof disputeStates)[number], step: DisputeStep): boolean {
  return (disputeSteps[step].from as readonly string[]).includes(state)
}

/** Whether a dispute in this state is over. */
export function isOver(state: (typeof disputeStates)[number]): boolean {
  return !Object.values(disputeSteps).some(({ from }) => (from as readonly string[]).includes(state))
}

/** The table as Markdown, for the documents. */
export function disputeLife(): string {
  const rows = Object.values(disputeSteps).map(({ from, to, who, until, follows }) => {
    const states = from.map((state) => `\`${state}\``).join(', ')
    return `| ${states} | \`${to}\` | ${who} | ${until} | ${follows} |`
  })
  return ['| from | to | who | until | what follows |', '|---|---|---|---|---|', ...rows].join('\n')
}
