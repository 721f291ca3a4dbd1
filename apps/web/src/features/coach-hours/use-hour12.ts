import { useTimeStyle } from '../../lib/viewer.ts'

/** Whether the viewer reads a clock of 12 hours. */
export function useHour12(): boolean {
  const { locale, hour12 } = useTimeStyle()
  return hour12 ?? new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hour12 ?? false
}
