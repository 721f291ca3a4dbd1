/** What coach-service promises staff: the queue of profiles that wait for approval. */
import { Type } from 'typebox'
import { coachNotFound, coachService, Offer, OwnCoachProfile } from './coaches.ts'
import { problem, Shape } from './define.ts'
import { ById, Id, Instant, Page, PersonCard, pageQuery } from './vocabulary.ts'

const { route, event } = coachService

export const notAwaitingApproval = problem('not-awaiting-approval', 409, 'This profile is not waiting for approval')

/** A profile that waits for approval. */
export const Verification = Shape({
  coach: PersonCard,
  profile: OwnCoachProfile,
  offers: Type.Array(Offer),
  submittedAt: Instant,
})

export const listVerifications = route('listVerifications', {
  method: 'GET',
  path: '/admin/verifications',
  access: 'admin',
  summary: 'Profiles that wait for approval, oldest first',
  query: Shape(pageQuery),
  reply: Page(Verification),
})

export const approveCoach = route('approveCoach', {
  method: 'POST',
  path: '/admin/coaches/:id/approve',
  access: 'admin',
  summary: 'Make a profile public',
  params: ById,
  body: Shape({}),
  reply: OwnCoachProfile,
  problems: [coachNotFound, notAwaitingApproval],
})

export const rejectCoach = route('rejectCoach', {
  method: 'POST',
  path: '/admin/coaches/:id/reject',
  access: 'admin',
  summary: 'Send a profile back with a reason; the coach may mend it and submit again',
  params: ById,
  body: Shape({ reason: Type.String({ minLength: 5, maxLength: 1000 }) }),
  reply: OwnCoachProfile,
  problems: [coachNotFound, notAwaitingApproval],
})

export const coachSubmitted = event('coach.submitted', Shape({ coachId: Id }), 'A profile waits for approval')
export const coachApproved = event('coach.approved', Shape({ coachId: Id }), 'A profile became public')
export const coachRejected = event(
  'coach.rejected',
  Shape({ coachId: Id, reason: Type.String() }),
  'A profile was sent back',
)
