/** How the person at the screen reads times and money: by their profile when signed in, else by their browser. */
import { getMe } from '@ecc/contracts/users'
import type { Money } from '@ecc/contracts/vocabulary'
import { useMemo } from 'react'
import { useApiQuery } from './api.ts'
import { now } from './clock.ts'
import { formatMoney, formatMoneyExact } from './money.ts'
import { useSession } from './session.ts'
import {
  browserZone,
  clockOf,
  dateText,
  dayKey,
  dayText,
  longDayText,
  rangeText,
  relativeDayText,
  sameClock,
  type TimeStyle,
  timeText,
  zoneText,
} from './time.ts'

/** The signed-in person's profile; `data` is undefined for guests and while it loads. */
export function useMe() {
  const { status } = useSession()
  return useApiQuery(getMe, {}, { enabled: status === 'signed-in', staleTime: 5 * 60_000 })
}

/** Zone, language and hour cycle to show times in. */
export function useTimeStyle(): TimeStyle {
  const { status } = useSession()
  const { data } = useMe()
  const me = status === 'signed-in' ? data : undefined
  const zone = me?.timeZone ?? browserZone()
  const locale = readableLocale(me?.locale)
  const cycle = me?.preferences.hourCycle ?? 'locale'
  const hour12 = cycle === 'locale' ? undefined : cycle === '12h'
  return useMemo(() => ({ zone, locale, hour12 }), [zone, locale, hour12])
}

/** The words are English so far; a viewer's English (or browser's) decides how dates and numbers look. */
function readableLocale(chosen: string | undefined): string {
  const candidates = [chosen, ...navigator.languages].filter((tag) => tag !== undefined)
  const english = candidates.find((tag) => tag.startsWith('en-'))
  return english ?? 'en-GB'
}

/** Formatters bound to the viewer's zone and language. `zone` may be overridden to show the other side's clock. */
export function useTimes() {
  const style = useTimeStyle()
  return useMemo(() => {
    const inZone = (zone: string | undefined) => (zone === undefined ? style : { ...style, zone })
    return {
      zone: style.zone,
      locale: style.locale,
      time: (at: string | number, zone?: string) => timeText(at, inZone(zone)),
      day: (at: string | number, zone?: string) => dayText(at, inZone(zone), now()),
      longDay: (at: string | number, zone?: string) => longDayText(at, inZone(zone)),
      date: (at: string | number, zone?: string) => dateText(at, inZone(zone)),
      relativeDay: (at: string | number, zone?: string) => relativeDayText(at, inZone(zone), now()),
      /** The same within a sentence: "today", else the day. */
      dayInSentence: (at: string | number) => {
        const relative = relativeDayText(at, style, now())
        return relative === dayText(at, style, now()) ? relative : relative.toLocaleLowerCase(style.locale)
      },
      range: (from: string | number, to: string | number, zone?: string) => rangeText(from, to, inZone(zone)),
      dayTime: (at: string | number, zone?: string) =>
        `${dayText(at, inZone(zone), now())}, ${timeText(at, inZone(zone))}`,
      zoneName: (at: string | number = now(), zone?: string) => zoneText(zone ?? style.zone, at, style.locale),
      dayKey: (at: string | number, zone?: string) => dayKey(at, zone ?? style.zone),
      /** What the viewer's clock reads: hour 0-23 and minute. */
      clock: (at: string | number) => clockOf(at, style.zone),
      /** Whether the other side's clock reads the same, so that showing it would only repeat. */
      readsTheSame: (zone: string, at: string | number) => sameClock(style.zone, zone, at),
    }
  }, [style])
}

/** Money in the viewer's language: `money(price)` short, `money.exact(price)` with cents. */
export function useMoney() {
  const { locale } = useTimeStyle()
  return useMemo(
    () =>
      Object.assign((value: Money) => formatMoney(value, locale), {
        exact: (value: Money) => formatMoneyExact(value, locale),
      }),
    [locale],
  )
}
