/** The `.ics` of a session, fetched with the viewer's identity and handed to the browser to save. */
import { getBookingCalendar } from '@ecc/contracts/notifications'
import { useMutation } from '@tanstack/react-query'
import { call } from './api.ts'
import { saveBlob } from './download.ts'
import { messageOf } from './message.ts'

/** `save()` fetches and saves it; `problem` says why that failed. */
export function useCalendarFile(bookingId: string) {
  const file = useMutation({
    mutationFn: async () => {
      const blob = (await call(getBookingCalendar, { params: { id: bookingId } })) as Blob
      saveBlob(blob, 'coaching-session.ics')
    },
  })
  return {
    save: () => file.mutate(),
    saving: file.isPending,
    problem: file.error ? messageOf(file.error) : null,
  }
}
