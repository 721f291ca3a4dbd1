/** When something falls due in a dispute, and what its sides may do: pure. The states are the contract's table. */
import { mayStep } from '@ecc/contracts/dispute-states'
import type { Dispute, DisputeState } from '@ecc/contracts/disputes'
import type { DisputeStanding, Side } from '@ecc/contracts/outcomes'
import type { PolicyValues } from '@ecc/contracts/policies'
import { plusMinutes } from '@ecc/kit'

/** Where a dispute stands in time. */
export interface Standing {
  state: DisputeState
  openedBy: Side
  answerBy: string
  evidenceUntil: string
  ruleBy: string
  /** The last deadline its sides were reminded of. */
  reminded: 'answer' | 'evidence' | null
  overdueAt: string | null
}

/** A side is reminded so long before its deadline. */
const remindMinutes = 24 * 60

/** The deadlines of a dispute that is opened now (product rules, "dispute"), under the policy its booking was sold under. */
export function deadlinesFrom(now: Date, policy: PolicyValues): { answerBy: Date; evidenceUntil: Date; ruleBy: Date } {
  const evidenceUntil = plusMinutes(now, policy.disputeEvidenceHours * 60)
  return {
    answerBy: plusMinutes(now, policy.disputeAnswerHours * 60),
    evidenceUntil,
    ruleBy: plusMinutes(evidenceUntil, policy.disputeRulingHours * 60),
  }
}

/** What happens by itself. */
export type Due = 'remind_answer' | 'default' | 'remind_evidence' | 'close_evidence' | 'overdue'

/** What falls due next and when; null when nothing does. Only staff end a dispute that was answered. */
export function nextDue({ state, answerBy, evidenceUntil, ruleBy, reminded, overdueAt }: Standing): {
  what: Due
  at: Date
} | null {
  const reminder = (deadline: string) => plusMinutes(deadline, -remindMinutes)
  switch (state) {
    case 'open':
      if (reminded === null) return { what: 'remind_answer', at: reminder(answerBy) }
      return { what: 'default', at: new Date(answerBy) }
    case 'answered':
      if (reminded !== 'evidence') return { what: 'remind_evidence', at: reminder(evidenceUntil) }
      return { what: 'close_evidence', at: new Date(evidenceUntil) }
    case 'evidence_closed':
      return overdueAt === null ? { what: 'overdue', at: new Date(ruleBy) } : null
    default:
      return null
  }
}

/** The next deadline as its sides and staff see it; null when it is over. */
export function deadlineOf({ state, answerBy, evidenceUntil, ruleBy }: Standing): string | null {
  if (state === 'open') return answerBy
  if (state === 'answered') return evidenceUntil
  return state === 'evidence_closed' ? ruleBy : null
}

/** What this side may do now. A deadline that has passed counts, also when its job has not run yet. */
export function mayDo(dispute: Standing, side: Side | 'admin', now: Date): Dispute['may'] {
  const { state, openedBy, answerBy, evidenceUntil } = dispute
  const lapsed = state === 'open' && now >= new Date(answerBy)
  const isSide = side !== 'admin'
  const isOther = isSide && side !== openedBy
  return {
    answer: isOther && !lapsed && mayStep(state, 'answer'),
    accept: isOther && !lapsed && mayStep(state, 'accept'),
    addEvidence: isSide && !lapsed && (state === 'open' || state === 'answered') && now < new Date(evidenceUntil),
    withdraw: side === openedBy && !lapsed && mayStep(state, 'withdraw'),
    rule: side === 'admin' && mayStep(state, 'rule'),
  }
}

/** The dispute in short, as this side sees it. */
export function standingOf(dispute: Standing, side: Side | 'admin', now: Date): DisputeStanding {
  const may = mayDo(dispute, side, now)
  return {
    state: dispute.state,
    openedBy: dispute.openedBy,
    until: deadlineOf(dispute),
    yourTurn: side === 'admin' ? dispute.state === 'evidence_closed' : may.answer,
  }
}
