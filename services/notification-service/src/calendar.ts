import type { BookingRecord } from '@ecc/contracts/bookings'
import { calendarUidDomain } from '@ecc/contracts/calendar-feeds'
import ical, {
  ICalAlarmType,
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendarMethod,
  type ICalEvent,
  ICalEventStatus,
} from 'ical-generator'

/** What a calendar entry is made of. Only the reader's own address is in it: the other side is known by name. */
export interface Entry {
  booking: BookingRecord
  /** What the UID is made of: the booking's id, or for the coach of a group the session's. */
  id: string
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

/** A session as an iCalendar file (RFC 5545). SEQUENCE counts the changes of the booking. */
export function calendarFile(entry: Entry, method: Method): string {
  return calendarFileOf([entry], method)
}

/** Several sessions as one file, which is then to be imported (`PUBLISH`). */
export function calendarFileOf(entries: readonly Entry[], method: Method): string {
  const calendar = ical({ prodId, method: ICalCalendarMethod[method] })
  for (const entry of entries) {
    const { attendee } = entry
    const event = calendar.createEvent(eventOf(entry))
    event.organizer(organizerOf(entry.organizer))
    if (attendee)
      event.attendees([{ ...attendee, rsvp: false, role: ICalAttendeeRole.REQ, status: ICalAttendeeStatus.ACCEPTED }])
    remindBefore(event, entry.booking)
  }
  return calendar.toString()
}

/** How often calendar programs are asked to come back; most choose for themselves. */
const refreshSeconds = 15 * 60

/**
 * Sessions as a feed to subscribe to. It has no METHOD, so DTSTAMP is when the entry last changed (RFC 5545, 3.8.7.2), and
 * the same sessions are the same bytes. Nobody organises or attends: what is subscribed to asks for no answer.
 */
export function calendarFeed(entries: readonly Omit<Entry, 'organizer' | 'attendee'>[]): string {
  const calendar = ical({ prodId, name: 'Esport Coach Connect', ttl: refreshSeconds })
  for (const entry of entries) {
    const event = calendar.createEvent({ ...eventOf(entry), lastModified: entry.stamp })
    remindBefore(event, entry.booking)
  }
  return calendar.toString()
}

const prodId = { company: 'Esport Coach Connect', product: 'sessions', language: 'EN' }

function eventOf({ booking, id, otherName, sessionUrl, stamp }: Omit<Entry, 'organizer' | 'attendee'>) {
  return {
    id: `${id}@${calendarUidDomain}`,
    sequence: booking.sequence,
    stamp,
    start: new Date(booking.startsAt),
    end: new Date(booking.endsAt),
    summary: `${booking.offerTitle} with ${otherName}`,
    description: `Join from ten minutes before: ${sessionUrl}`,
    url: sessionUrl,
    status: statusOf(booking),
  }
}

function remindBefore(event: ICalEvent, booking: BookingRecord): void {
  if (event.status() === ICalEventStatus.CANCELLED) return
  event.createAlarm({ type: ICalAlarmType.display, trigger: 600, description: `${booking.offerTitle} in ten minutes` })
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
