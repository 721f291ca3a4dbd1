/** The rules' numbers: one versioned record that staff edit. A booking keeps the version it was sold under. */
import { type Static, type TSchema, Type } from 'typebox'
import { sessionService } from './bookings.ts'
import { seriesLength } from './date-quotes.ts'
import { problem, Shape } from './define.ts'
import { Id, Instant, Nullable, Page, pageQuery } from './vocabulary.ts'

const { route } = sessionService

/** The most days anybody may ever wait for: what a list of them is bounded by. */
export const mostWaits = 50

const number = (value: number, minimum: number, maximum: number, description: string) =>
  Type.Integer({ minimum, maximum, description, examples: [value] })
const hours = (value: number, description: string) => number(value, 0, 720, description)
const percent = (value: number, description: string) => number(value, 0, 100, description)
const preset = (fullHours: number, halfHours: number) =>
  Shape({
    fullHours: hours(fullHours, 'Hours before the start until which all comes back'),
    halfHours: hours(halfHours, 'Hours before the start until which a part comes back'),
  })

/** The numbers that decide about a booking, with product defaults and the bounds within which staff may set them. */
export const PolicyValues = Shape({
  holdMinutes: number(15, 1, 60, 'Minutes a slot is held while its player pays'),
  holdsPerPlayer: number(3, 1, 20, 'Slots a player may hold at once'),
  requestsPerPlayer: number(5, 1, 50, 'Sessions a player may have asked for at once, unanswered'),
  // A card's authorisation lasts seven days.
  requestAnswerHours: number(24, 1, 144, 'Hours a coach has to answer a request'),
  // The charge is due half an hour before the start, and nobody may ask later than two hours before it.
  requestAnsweredBeforeMinutes: number(60, 30, 90, 'Minutes before the start at which a request lapses at the latest'),
  playerFeeBasisPoints: number(
    0,
    0,
    2_500,
    'Service fee that players pay on top of a price, in hundredths of a percent',
  ),
  trialsPerPlayer: number(3, 1, 50, 'Trials a player may have in the days below'),
  trialDays: number(30, 1, 365, 'Days over which trials are counted'),
  seriesDates: number(12, seriesLength.least, seriesLength.most, 'Dates a series may have'),
  packageDays: number(90, 15, 730, 'Days from its payment in which a package can be used'),
  packageOrdersPerPlayer: number(3, 1, 20, 'Packages a player may have ordered and not paid'),
  waitingDaysPerPlayer: number(10, 1, mostWaits, 'Days a player may wait for at once'),
  waitingHoldMinutes: number(15, 1, 60, 'Minutes a time that came free is held for the one who waited'),
  movesPerSide: number(2, 0, 10, 'How often each side may move a session'),
  moveAnswerHours: number(24, 1, 168, 'Hours the other side has to answer a proposed time'),
  moveAnsweredBeforeMinutes: number(
    60,
    15,
    1440,
    'Minutes before the old start at which a proposal lapses at the latest',
  ),
  flexible: preset(12, 0),
  standard: preset(24, 6),
  strict: preset(48, 24),
  lateRefundPercent: percent(50, 'Percent that comes back between the two'),
  graceMinutes: number(30, 0, 1440, 'Minutes after booking in which all comes back'),
  graceUntilHours: hours(2, 'Hours before the start at which this grace ends'),
  creditHours: hours(12, 'Hours before the start from which a coach who cancels owes a credit'),
  creditPercent: percent(10, 'Percent of the price that such a coach owes'),
  presenceSeconds: number(60, 0, 600, 'Seconds of connection from which a side counts as there'),
  coachLateMinutes: number(10, 1, 60, 'Minutes after which a player may leave a late coach'),
  playerLateMinutes: number(15, 1, 60, 'Minutes after which a late player has missed the session'),
  failurePercent: percent(50, 'Percent of the time; connected for less is a technical failure'),
  proRataPercent: percent(90, 'Percent of the time; connected for less gives the missing time back'),
  contestHours: hours(48, 'Hours after the end in which the losing side may contest an outcome'),
  disputeAnswerHours: number(48, 1, 336, 'Hours the other side has to answer a dispute'),
  disputeEvidenceHours: number(72, 1, 336, 'Hours after a dispute was opened until which evidence is taken'),
  disputeRulingHours: number(72, 1, 336, 'Hours after that within which staff rule'),
  disputeRepeatHours: number(168, 24, 720, 'Hours a player has to choose another time that was ruled'),
  releaseHours: hours(48, 'Hours from the end until the money is released'),
  releaseHoursNewCoach: hours(72, "Hours from the end, for a coach's first sessions"),
  newCoachSessions: number(5, 0, 100, 'How many sessions count as first ones'),
  guaranteeHours: hours(24, 'Hours after the end in which the first-session guarantee can be claimed'),
  guaranteeLimitMinor: number(10_000, 0, 100_000, 'What the guarantee gives at most, in minor units'),
  noShowHidingDays: Type.Array(Type.Integer({ minimum: 0, maximum: 365 }), {
    examples: [[0, 7, 14, 30]],
    minItems: 1,
    maxItems: 10,
    description: 'Days hidden from search for the first, second ... missed session; one more is a ban',
  }),
  noShowWindowDays: number(365, 1, 1095, 'Days over which missed sessions are counted'),
  reliabilityDays: number(90, 7, 365, 'Days over which reliability is measured'),
  reliabilityFromBookings: number(5, 1, 100, 'Bookings from which reliability is measured'),
  reliabilityAbsences: number(3, 1, 100, 'Absences that hide a coach'),
  reliabilityLateReschedulePercent: percent(30, 'Percent rescheduled late that hides a coach'),
  reliabilityCancellationPercent: percent(15, 'Percent cancelled that hides a coach'),
})
export type PolicyValues = Static<typeof PolicyValues>

/** The product's own numbers: version 1, and what a version written before a number existed is completed with. */
export const defaultPolicy: PolicyValues = defaultOf(PolicyValues) as PolicyValues

// Not `default`, with which a validator would fill in a number that was left out.
function defaultOf(schema: TSchema & { examples?: unknown[]; properties?: Record<string, TSchema> }): unknown {
  if (schema.properties === undefined) return schema.examples?.[0]
  return Object.fromEntries(Object.entries(schema.properties).map(([name, field]) => [name, defaultOf(field)]))
}

/** A version of the rules. `createdBy` is null for the product's own. */
export const Policy = Shape({
  version: Type.Integer({ minimum: 1 }),
  values: PolicyValues,
  note: Type.String(),
  createdBy: Nullable(Id),
  createdByName: Nullable(Type.String()),
  createdAt: Instant,
})
export type Policy = Static<typeof Policy>

export const policyInconsistent = problem('policy-inconsistent', 422, 'These numbers contradict each other')

export const getPolicy = route('getPolicy', {
  method: 'GET',
  path: '/policy',
  access: 'public',
  summary: 'The rules in force: cut-offs, grace, lateness, refunds, release times',
  reply: Shape({ version: Type.Integer(), values: PolicyValues, since: Instant }),
})

export const listPolicies = route('listPolicies', {
  method: 'GET',
  path: '/admin/policies',
  access: 'admin',
  summary: 'Every version of the rules, newest first: who changed them, when and why',
  query: Shape(pageQuery),
  reply: Page(Policy),
})

export const savePolicy = route('savePolicy', {
  method: 'POST',
  path: '/admin/policies',
  access: 'admin',
  summary: 'Put new rules in force for what is booked from now on',
  description:
    '`basedOn` is the version the changes were made to. When another member of staff was quicker the answer is ' +
    '`changed-meanwhile`, and nothing is overwritten. Bookings made before keep the version they were sold under.',
  idempotent: true,
  body: Shape({
    basedOn: Type.Integer({ minimum: 1 }),
    values: PolicyValues,
    note: Type.String({ minLength: 3, maxLength: 500, pattern: '\\S' }),
  }),
  status: 201,
  reply: Policy,
  problems: [policyInconsistent],
  example: { body: { basedOn: 1, values: defaultPolicy, note: 'More time to pay' } },
})
