/** How old people must be. Pure; ages are reckoned in the person's own zone. */
import { unknownZone } from './users.ts'

/** Years of age from which a person may have an account (product rules, "minors"). */
export const playerMinYears = 13
/** Years of age from which a person may coach. */
export const coachMinYears = 18
/** Years of age from which nobody has to ask a guardian. */
export const adultYears = 18

/** Today's date, `YYYY-MM-DD`, where a person lives. Throws `unknownZone`. */
export function todayIn(timeZone: string, now: Date): string {
  // Intl also takes bare offsets such as "+01"; those know no clock changes and are not zones.
  if (/^[+-]/.test(timeZone)) throw unknownZone()
  const parts = Object.fromEntries(
    dateFormat(timeZone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  )
  return `${parts['year']}-${parts['month']}-${parts['day']}`
}

function dateFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  } catch {
    throw unknownZone() // the zone is the only thing in it that can be refused
  }
}

/** Whether somebody born on `birthDate` has had their `years`-th birthday by `today`; both `YYYY-MM-DD`. */
export function hasTurned(years: number, birthDate: string, today: string): boolean {
  // As text: 29 February + n years sorts before 1 March and after 28 February, which is when that birthday counts.
  const birthday = `${String(Number(birthDate.slice(0, 4)) + years).padStart(4, '0')}${birthDate.slice(4)}`
  return birthday <= today
}
