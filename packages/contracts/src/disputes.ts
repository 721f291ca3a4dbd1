/** What session-service promises for disputes: opened by one side, answered by the other, ruled by staff, each in its time. */
import { type Static, Type } from 'typebox'
import { Actor, BookingRecord, bookingNotFound, sessionService } from './bookings.ts'
import { problem, Shape } from './define.ts'
import { disputeStates } from './dispute-states.ts'
import { DisputeReason, filesPerSide, fileTypes, mostFileBytes, notesPerSide, Remedy } from './dispute-terms.ts'
import { MoneyEffect, Outcome, Side } from './outcomes.ts'
import { ById, Id, Instant, Nullable, OneOf, Page, PersonCard, pageQuery } from './vocabulary.ts'

const { route, event } = sessionService

/** Where a dispute stands; the table in `dispute-states.ts` says what leads where. */
export const DisputeState = OneOf(disputeStates)
export type DisputeState = Static<typeof DisputeState>

export const notDisputable = problem(
  'not-disputable',
  409,
  'A problem can be reported from the start until the money is released, once for a session',
)
export const disputeNotFound = problem('dispute-not-found', 404, 'There is no dispute on this booking')
export const disputeMovedOn = problem('dispute-moved-on', 409, 'That can no longer be done in this dispute')
export const remedyNotPossible = problem('remedy-not-possible', 422, 'That cannot be asked for or ruled here')
export const ownDispute = problem('own-dispute', 403, 'You are a side of this dispute; somebody else decides it')
export const cannotTakeDispute = problem(
  'cannot-take-dispute',
  422,
  'A dispute goes to one of staff who is no side of it',
)
export const tooMuchEvidence = problem('too-much-evidence', 409, 'As much evidence was given as a side may give')
export const notAFile = problem('not-a-file', 422, 'That file is not a PNG, JPEG or WebP picture or a PDF')
export const fileNotFound = problem('file-not-found', 404, 'There is no such file')

const Words = Type.String({ minLength: 10, maxLength: 2000, pattern: '\\S' })
/** Of the web only, so that a link never runs anything. */
const Link = Type.String({ maxLength: 500, pattern: '^https://[^\\s<>"]+$' })

/** A piece of evidence: words with a link perhaps, or a file. */
export const Evidence = Shape({
  id: Id,
  side: Side,
  at: Instant,
  words: Nullable(Type.String()),
  link: Nullable(Type.String()),
  file: Nullable(Shape({ name: Type.String(), mediaType: OneOf(fileTypes), bytes: Type.Integer() })),
})
export type Evidence = Static<typeof Evidence>

/** One line of a dispute's history: `words` are the reason given with it. */
export const DisputeEvent = Shape({
  at: Instant,
  by: Actor,
  what: OneOf([
    'opened',
    'answered',
    'accepted',
    'defaulted',
    'evidence_added',
    'evidence_closed',
    'taken',
    'handed_over',
    'handed_back',
    'reminded',
    'overdue',
    'ruled',
    'withdrawn',
  ]),
  words: Nullable(Type.String()),
})
export type DisputeEvent = Static<typeof DisputeEvent>

/** How a dispute ended. `money` is where the price went, null when nothing moved; `words` are the reasons that both read. */
const Ruling = Shape({
  remedy: Remedy,
  words: Nullable(Type.String()),
  at: Instant,
  money: Nullable(MoneyEffect),
})

const disputeFields = {
  id: Id,
  state: DisputeState,
  openedBy: Side,
  openedAt: Instant,
  reason: DisputeReason,
  words: Type.String(),
  asked: Remedy,
  askedMoney: Nullable(MoneyEffect),
  answer: Nullable(Shape({ words: Type.String(), at: Instant })),
  answerBy: Instant,
  evidenceUntil: Instant,
  ruleBy: Instant,
  overdue: Type.Boolean(),
  ruling: Nullable(Ruling),
}

/** A dispute as its two sides and staff see it: what was said, what the room recorded, and what the viewer may do now. */
export const Dispute = Shape({
  ...disputeFields,
  booking: BookingRecord,
  player: PersonCard,
  coach: PersonCard,
  viewerIs: OneOf(['player', 'coach', 'admin']),
  outcome: Nullable(Outcome),
  evidence: Type.Array(Evidence, { maxItems: 2 * (filesPerSide + notesPerSide) }),
  history: Type.Array(DisputeEvent, { maxItems: 200 }),
  may: Shape({
    answer: Type.Boolean(),
    accept: Type.Boolean(),
    addEvidence: Type.Boolean(),
    withdraw: Type.Boolean(),
    rule: Type.Boolean(),
  }),
})
export type Dispute = Static<typeof Dispute>

const DisputeInList = Shape({
  ...disputeFields,
  booking: BookingRecord,
  player: PersonCard,
  coach: PersonCard,
  takenBy: Nullable(Id),
  takenByName: Nullable(Type.String()),
})
export type DisputeInList = Static<typeof DisputeInList>

/** An earlier dispute of one of the two people. */
const EarlierDispute = Shape({
  bookingId: Id,
  of: Side,
  openedBy: Side,
  openedAt: Instant,
  reason: DisputeReason,
  state: DisputeState,
  remedy: Nullable(Remedy),
})

/** The same for staff, who see which of them it was, and to whom they handed it; null for others, and for someone who is gone. */
const StaffEvent = Shape({
  ...DisputeEvent.properties,
  byName: Nullable(Type.String()),
  toName: Nullable(Type.String()),
})

/**
 * What only staff see: who works on it, earlier disputes of both, and chargebacks on the order's payment; null while
 * payment-service does not say.
 */
export const DisputeCase = Shape({
  ...Dispute.properties,
  history: Type.Array(StaffEvent, { maxItems: 200 }),
  takenBy: Nullable(Id),
  takenByName: Nullable(Type.String()),
  marked: Type.Boolean({ description: 'Whether the session marked its coach' }),
  earlier: Type.Array(EarlierDispute, { maxItems: 20 }),
  chargebacks: Nullable(Shape({ open: Type.Integer({ minimum: 0 }), total: Type.Integer({ minimum: 0 }) })),
})
export type DisputeCase = Static<typeof DisputeCase>

/** Where a step left the dispute on a booking. */
const Stepped = Shape({ bookingId: Id, state: DisputeState })

const bookingExample = { params: { id: '0199f1de-6a00-7000-8000-000000000001' } }
const limit = { max: 20, windowSeconds: 60 }
const words = 'The sound was gone for half of the hour.'

export const openDispute = route('openDispute', {
  method: 'POST',
  path: '/bookings/:id/dispute',
  access: 'self',
  summary: 'Report a problem with a session, or contest its outcome: the money stays held until it is settled',
  description:
    'Its player may from the start until the release, the side an outcome goes against within 48 hours after the end. ' +
    'The other side has 48 hours to answer; without an answer it is settled as asked.',
  idempotent: true,
  params: ById,
  body: Shape({ reason: DisputeReason, words: Words, asked: Remedy }),
  reply: BookingRecord,
  problems: [bookingNotFound, notDisputable, remedyNotPossible],
  limit,
  example: { ...bookingExample, body: { reason: 'technical', words, asked: { kind: 'refund', percent: 50 } } },
})

export const getDispute = route('getDispute', {
  method: 'GET',
  path: '/bookings/:id/dispute',
  access: 'self',
  summary: 'The latest dispute on a booking: both sides, evidence, deadlines, and what you may do',
  params: ById,
  reply: Dispute,
  problems: [bookingNotFound, disputeNotFound],
  example: bookingExample,
})

/** A step of one of its two sides. */
const sideStep = {
  method: 'POST',
  access: 'self',
  idempotent: true,
  params: ById,
  reply: Stepped,
  problems: [bookingNotFound, disputeNotFound, disputeMovedOn],
  limit,
} as const

export const answerDispute = route('answerDispute', {
  ...sideStep,
  path: '/bookings/:id/dispute/answer',
  summary: 'The other side says how it was, and staff decide',
  body: Shape({ words: Words }),
  example: { ...bookingExample, body: { words } },
})

export const acceptDispute = route('acceptDispute', {
  ...sideStep,
  path: '/bookings/:id/dispute/accept',
  summary: 'The other side agrees: it is settled at once, as asked',
  body: Shape({}),
  example: bookingExample,
})

export const withdrawDispute = route('withdrawDispute', {
  ...sideStep,
  path: '/bookings/:id/dispute/withdraw',
  summary: 'The claimant takes it back: the booking is as before, and its money moves on its old date',
  body: Shape({}),
  example: bookingExample,
})

export const addEvidence = route('addEvidence', {
  ...sideStep,
  path: '/bookings/:id/dispute/evidence',
  summary: 'Add words, with a link perhaps, until evidence closes',
  body: Shape({ words: Words, link: Type.Optional(Link) }),
  problems: [...sideStep.problems, tooMuchEvidence],
  example: { ...bookingExample, body: { words, link: 'https://example.com/clip' } },
})

export const addEvidenceFile = route('addEvidenceFile', {
  method: 'POST',
  path: '/bookings/:id/dispute/files',
  access: 'self',
  summary: `Add a picture or a PDF of at most 5 MiB, ${filesPerSide} a side; the same file again changes nothing`,
  params: ById,
  query: Shape({ name: Type.String({ minLength: 1, maxLength: 120 }) }),
  body: Type.Any(),
  rawBody: fileTypes,
  bodyLimitBytes: mostFileBytes,
  timeoutMs: 30_000,
  reply: Stepped,
  problems: [bookingNotFound, disputeNotFound, disputeMovedOn, tooMuchEvidence, notAFile],
  limit,
  example: { ...bookingExample, query: { name: 'screenshot.png' } },
})

export const getEvidenceFile = route('getEvidenceFile', {
  method: 'GET',
  path: '/bookings/:id/dispute/files/:fileId',
  access: 'self',
  summary: 'A file of a dispute, for its two sides and staff',
  params: Shape({ id: Id, fileId: Id }),
  reply: Type.Any(),
  rawReply: 'application/octet-stream',
  problems: [bookingNotFound, fileNotFound],
  example: { params: { ...bookingExample.params, fileId: '0199f1de-6a00-7000-8000-000000000003' } },
})

export const listDisputes = route('listDisputes', {
  method: 'GET',
  path: '/admin/disputes',
  access: 'admin',
  summary: 'Open disputes, all or only yours, the one whose ruling is due first at the top',
  query: Shape({ ...pageQuery, mine: Type.Optional(Type.Boolean({ default: false })) }),
  reply: Page(DisputeInList),
})

export const getDisputeCase = route('getDisputeCase', {
  method: 'GET',
  path: '/admin/bookings/:id/dispute',
  access: 'admin',
  summary: 'The dispute on a booking with all that staff decide by',
  params: ById,
  reply: DisputeCase,
  problems: [bookingNotFound, disputeNotFound],
  example: bookingExample,
})

export const listDisputeStaff = route('listDisputeStaff', {
  method: 'GET',
  path: '/admin/bookings/:id/dispute/staff',
  access: 'admin',
  summary: 'Who of staff may be given the dispute on a booking, by name',
  params: ById,
  reply: Shape({ items: Type.Array(Shape({ id: Id, displayName: Type.String() }), { maxItems: 100 }) }),
  problems: [bookingNotFound],
  example: bookingExample,
})

export const assignDispute = route('assignDispute', {
  method: 'POST',
  path: '/admin/bookings/:id/dispute/assign',
  access: 'admin',
  summary: 'Take a dispute, hand it to another of staff, who is told, or let it go',
  params: ById,
  body: Shape({
    from: Nullable(Id),
    to: Nullable(Id),
  }),
  description:
    '`from` is who has it as far as you know, `to` who gets it; null is nobody. It is refused when somebody else has it by now.',
  reply: Stepped,
  problems: [bookingNotFound, disputeNotFound, disputeMovedOn, ownDispute, cannotTakeDispute],
  example: { ...bookingExample, body: { from: null, to: '0199f1de-6a00-7000-8000-000000000003' } },
})

export const ruleDispute = route('ruleDispute', {
  method: 'POST',
  path: '/admin/bookings/:id/dispute/rule',
  access: 'admin',
  summary: 'Rule on a dispute that was answered, with reasons that both sides read',
  idempotent: true,
  params: ById,
  body: Shape({
    remedy: Remedy,
    words: Words,
    removeMarks: Type.Optional(Type.Boolean({ description: 'Takes back what the session marked the coach with' })),
  }),
  reply: Stepped,
  problems: [bookingNotFound, disputeNotFound, disputeMovedOn, remedyNotPossible, ownDispute],
  example: { ...bookingExample, body: { remedy: { kind: 'refund', percent: 40 }, words } },
})

export const disputeOverdue = event(
  'dispute.overdue',
  Shape({ bookingId: Id, offerTitle: Type.String(), ruleBy: Instant, takenBy: Nullable(Id) }),
  'The time for a ruling is over and nobody has ruled: staff must',
)

export const disputeAssigned = event(
  'dispute.assigned',
  Shape({ bookingId: Id, offerTitle: Type.String(), ruleBy: Instant, byId: Id, toId: Id }),
  'One of staff handed a dispute to another',
)
