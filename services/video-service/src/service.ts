/** video-service: rooms, tickets to them, the signalling of a call, attendance, chat and notes. */
import { defineService } from '@ecc/kit'
import { closeRoom } from './close-room.ts'
import { config, resources } from './config.ts'
import { getAttendance } from './get-attendance.ts'
import { getAttendanceSummary } from './get-attendance-summary.ts'
import { getNotes } from './get-notes.ts'
import { onBookingEvents } from './on-booking-events.ts'
import { openRoom } from './open-room.ts'
import { reportJoinTiming } from './report-join-timing.ts'
import { rtc } from './rtc.ts'
import { saveNotes } from './save-notes.ts'
import { sweepStays } from './sweep-stays.ts'

export default defineService({
  name: 'video-service',
  port: 3005,
  config,
  resources,
  migrations: new URL('../migrations/', import.meta.url),
  routes: [openRoom, getNotes, saveNotes, getAttendance, getAttendanceSummary, reportJoinTiming],
  subscriptions: onBookingEvents,
  jobs: [closeRoom, sweepStays],
  sockets: [rtc],
})
