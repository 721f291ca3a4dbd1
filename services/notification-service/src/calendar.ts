import type { BookingRecord } from '@ecc/contracts/bookings'
import ical, {
  ICalAlarmType,
  ICalAttendeeRole,
  ICalAttendeeStatus,
  type ICalCalendar,
  ICalCalendarMethod,
  ICalEventStatus,
} from 'ical-generator'

/** What a calendar entry is made of. Only the reader's own address is in it: the other side is known by name. */
export interface Entry {
  booking: BookingRecord
  otherName: string
  sessionUrl: string
  /** `Name <address>` of the platform. */
  organizer: string
  /** The person it is for; left out of a downloaded file, which invites nobody. */
  attendee?: { name: string; email: string }
  stamp: Date
}

/** RFC 5546: REQUEST puts or changes the entry, CANCEL takes it away, PUBLISH is a file to be imported. */
export type Method = 'REQUEST' | 'CANCEL' | 'PUBLISH'

/** A session as an iCalendar file (RFC 5545). The UID is the booking's, SEQUENCE counts its changes. */
export function calendarFile(entry: Entry, method: Method): string {
  return calendarFileOf([entry], method)
}

/** Several sessions as one file, which is then to be imported (`PUBLISH`). */
export function calendarFileOf(entries: readonly Entry[], method: Method): string {
  const calendar = ical({
    prodId: { company: 'Esport Coach Connect', product: 'sessions', language: 'EN' },
    method: ICalCalendarMethod[method],
  })
  for (const entry of entries) addEvent(calendar, entry)
  return calendar.toString()
}

function addEvent(calendar: ICalCalendar, entry: Entry): void {
  const { booking, attendee } = entry
  const event = calendar.createEvent({
    id: `${booking.id}@esportcoachconnect`,
    sequence: booking.sequence,
    stamp: entry.stamp,
    start: new Date(booking.startsAt),
    end: new Date(booking.endsAt),
    summary: `${booking.offerTitle} with ${entry.otherName}`,
    description: `Join from ten minutes before: ${entry.sessionUrl}`,
    url: entry.sessionUrl,
    status: statusOf(booking),
    organizer: organizerOf(entry.organizer),
    attendees: attendee
      ? [{ ...attendee, rsvp: false, role: ICalAttendeeRole.REQ, status: ICalAttendeeStatus.ACCEPTED }]
      : [],
  })
  if (event.status() !== ICalEventStatus.CANCELLED) {
    event.createAlarm({
      type: ICalAlarmType.display,
      trigger: 600,
      description: `${booking.offerTitle} in ten minutes`,
    })
  }
}

function statusOf(booking: BookingRecord): ICalEventStatus {
  if (booking.state === 'held') return ICalEventStatus.TENTATIVE
  const gone = booking.state === 'cancelled' || booking.state === 'expired'
  return gone ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED
}

function organizerOf(from: string): { name: string; email: string } {
  const match = /^(.*?)\s*<([^>]+)>$/.exec(from)
  return match ? { name: match[1] as string, email: match[2] as string } : { name: 'Esport Coach Connect', email: from }
}
