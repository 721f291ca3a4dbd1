import type { Onboarding, OnboardingStepId } from '@ecc/contracts/coaches'
import type { Queryable } from '@ecc/kit'
import type { Static } from 'typebox'
import { openHoursNext14Days, readCalendar } from './calendar.ts'
import { readOwnProfile } from './coach.ts'
import { findGame } from './games.ts'
import { isAdult, readPerson } from './person.ts'

type StepId = Static<typeof OnboardingStepId>

/** Hours that must be open in the next 14 days (product rules). */
const leastOpenHours = 5

/** The gates before a profile may be public, each with what is left to do, by all that is known here. */
export async function readOnboarding(sql: Queryable, coachId: string, now: Date): Promise<Onboarding> {
  const profile = await readOwnProfile(sql, coachId)
  const person = await readPerson(sql, coachId)
  const calendar = await readCalendar(sql, coachId, now)
  const { onSale } = await sql.one<{ onSale: boolean }>`
    select exists (select from offers where coach_id = ${coachId} and active and kind = 'single') as on_sale`
  const openHours = calendar ? openHoursNext14Days(calendar, now) : 0
  const hasPersonalPart = Boolean(person?.displayName && profile.headline && profile.bio)
  const steps = [
    step('email-confirmed', person?.emailConfirmed, 'Open the link in the mail we sent you.'),
    step(
      'adult',
      person ? isAdult(person, now) : false,
      'Coaches are 18 or older; your birth date is in your settings.',
    ),
    step('photo', Boolean(person?.avatarUrl), 'Add a picture of yourself in your settings.'),
    step('profile', hasPersonalPart, 'Write a headline and a few words about how you coach.'),
    step('games', hasGames(profile), 'Add a game with your role and rank, and a language you coach in.'),
    step(
      'rank-proof',
      profile.rankProof !== null,
      'Give the address of a tracker page or a picture that shows your rank.',
    ),
    step('offer', onSale, 'Add an offer with a price: a single session that is on sale.'),
    step(
      'availability',
      openHours >= leastOpenHours,
      calendar
        ? `Open at least ${leastOpenHours} hours in the next 14 days; it is ${openHours} now.`
        : `Confirm your time zone and open at least ${leastOpenHours} hours in the next 14 days.`,
    ),
    step('payout-account', person?.payoutActive, 'Set up the account your earnings are paid to.'),
    step('code-of-conduct', profile.codeOfConductAcceptedAt !== null, 'Read and accept the code of conduct.'),
  ]
  const done = steps.filter((one) => one.done).length
  const isOpen = profile.status === 'draft' || profile.status === 'rejected'
  return { status: profile.status, steps, done, total: steps.length, canSubmit: isOpen && done === steps.length }
}

/** The gates still to be passed. */
export function missingSteps({ steps }: Onboarding): StepId[] {
  return steps.filter(({ done }) => !done).map(({ id }) => id)
}

function step(id: StepId, done: boolean | undefined, hint: string) {
  return { id, done: done ?? false, hint }
}

/** A game without roles in the catalogue needs none. */
function hasGames({
  games,
  languages,
}: {
  games: { gameId: string; roleIds: string[] }[]
  languages: string[]
}): boolean {
  const isWhole = games.every(({ gameId, roleIds }) => roleIds.length > 0 || findGame(gameId)?.roles.length === 0)
  return games.length > 0 && isWhole && languages.length > 0
}
