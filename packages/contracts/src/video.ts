/** What video-service promises: who may join when, the signalling of a room, notes, attendance. */
import { type Static, Type } from 'typebox'
import { bookingNotFound } from './bookings.ts'
import { problem, Shape, service } from './define.ts'
import { Attendance } from './outcomes.ts'
import { ById, Id, Instant, Nullable, OneOf, PersonCard } from './vocabulary.ts'

const { route, event } = service({
  name: 'video-service',
  port: 3005,
  summary: 'Rooms, join tickets, signalling, attendance, notes',
})

/** A STUN or TURN server as `RTCPeerConnection` takes it. */
export const IceServer = Shape({
  urls: Type.Array(Type.String()),
  username: Type.Optional(Type.String()),
  credential: Type.Optional(Type.String()),
})

/** What a browser needs to join: a one-use ticket for the signalling socket `/rtc`, at most two minutes valid. */
export const RoomAccess = Shape({
  bookingId: Id,
  ticket: Type.String(),
  ticketExpiresAt: Instant,
  role: OneOf(['player', 'coach']),
  iceServers: Type.Array(IceServer),
  me: PersonCard,
  other: PersonCard,
  startsAt: Instant,
  endsAt: Instant,
  closesAt: Instant,
})
export type RoomAccess = Static<typeof RoomAccess>

export const roomNotOpen = problem(
  'room-not-open',
  409,
  'The room opens ten minutes before the session and closes half an hour after it',
)
export const noRoom = problem('no-room', 409, 'Only a confirmed booking has a room')

export const openRoom = route('openRoom', {
  method: 'POST',
  path: '/bookings/:id/room',
  access: 'self',
  summary: 'Ask for a ticket to join; only the player and the coach of the booking, from 10 min before to 30 min after',
  params: ById,
  body: Shape({}),
  reply: RoomAccess,
  problems: [bookingNotFound, roomNotOpen, noRoom],
  limit: { max: 60, windowSeconds: 60 },
})

/** The shared notes of a session; `revision` counts the saves. */
export const Notes = Shape({
  text: Type.String({ maxLength: 20_000 }),
  revision: Type.Integer(),
  updatedAt: Nullable(Instant),
})

export const getNotes = route('getNotes', {
  method: 'GET',
  path: '/bookings/:id/notes',
  access: 'self',
  summary: 'The notes both sides share',
  params: ById,
  reply: Notes,
  problems: [bookingNotFound],
  versioned: true,
})

export const saveNotes = route('saveNotes', {
  method: 'PUT',
  path: '/bookings/:id/notes',
  access: 'self',
  summary: 'Save the shared notes; `If-Match` refuses to overwrite what you have not seen',
  params: ById,
  body: Shape({ text: Notes.properties.text }),
  reply: Notes,
  problems: [bookingNotFound],
  versioned: true,
})

/** One stay in the room. `signature` is an HMAC-SHA-256 over the other fields, so that a record cannot be altered later. */
export const AttendanceRecord = Shape({
  userId: Id,
  role: OneOf(['player', 'coach']),
  joinedAt: Instant,
  leftAt: Nullable(Instant),
  signature: Type.String(),
})
export type AttendanceRecord = Static<typeof AttendanceRecord>

export const getAttendance = route('getAttendance', {
  method: 'GET',
  path: '/bookings/:id/attendance',
  access: 'self',
  summary: 'Who was in the room and when',
  params: ById,
  reply: Shape({ items: Type.Array(AttendanceRecord) }),
  problems: [bookingNotFound],
})

/** Who was there between start and end of the session, and when. */
export const AttendanceSummary = Shape({ bookingId: Id, ...Attendance.properties })

export const getAttendanceSummary = route('getAttendanceSummary', {
  method: 'GET',
  path: '/internal/bookings/:id/attendance',
  access: 'service',
  summary: 'Attendance for deciding the outcome of a session',
  params: ById,
  reply: AttendanceSummary,
})

export const reportJoinTiming = route('reportJoinTiming', {
  method: 'POST',
  path: '/rtc/timings',
  access: 'self',
  summary: 'How long joining took, measured in the browser',
  body: Shape({
    bookingId: Id,
    path: OneOf(['warm', 'cold', 'restart']),
    clickToFirstFrameMs: Type.Integer({ minimum: 0, maximum: 600_000 }),
  }),
  status: 204,
  reply: Type.Null(),
})

const Sdp = Type.String({ maxLength: 64_000 })
const messageOf = <T extends string, F extends Record<string, import('typebox').TSchema>>(type: T, fields: F) =>
  Shape({ type: Type.Literal(type), ...fields })

/** What a browser sends over `/rtc`. The first message is `join`. Descriptions and candidates go to the other side. */
export const ClientSignal = Type.Union([
  messageOf('join', { ticket: Type.String({ maxLength: 2000 }) }),
  messageOf('description', { kind: OneOf(['offer', 'answer']), sdp: Sdp }),
  messageOf('candidate', { candidate: Nullable(Type.Object({}, { additionalProperties: true })) }),
  messageOf('chat', { text: Type.String({ minLength: 1, maxLength: 2000 }) }),
  messageOf('media', { camera: Type.Boolean(), microphone: Type.Boolean(), screen: Type.Boolean() }),
  messageOf('leave', {}),
])
export type ClientSignal = Static<typeof ClientSignal>

/** What the server sends over `/rtc`. `polite` gives way when both offer at once (perfect negotiation, W3C WebRTC). */
export const ServerSignal = Type.Union([
  messageOf('joined', {
    polite: Type.Boolean(),
    generation: Type.Integer(),
    peerPresent: Type.Boolean(),
    chat: Type.Array(Shape({ from: Id, text: Type.String(), at: Instant })),
  }),
  messageOf('peer-joined', { generation: Type.Integer() }),
  messageOf('peer-left', {}),
  messageOf('description', { kind: OneOf(['offer', 'answer']), sdp: Sdp }),
  messageOf('candidate', { candidate: Nullable(Type.Object({}, { additionalProperties: true })) }),
  messageOf('chat', { from: Id, text: Type.String(), at: Instant }),
  messageOf('media', { camera: Type.Boolean(), microphone: Type.Boolean(), screen: Type.Boolean() }),
  messageOf('closed', {
    reason: OneOf(['ended', 'replaced', 'cancelled', 'refused', 'shutting-down']),
    detail: Type.String(),
  }),
])
export type ServerSignal = Static<typeof ServerSignal>

export const attendanceRecorded = event(
  'attendance.recorded',
  Shape({ bookingId: Id, userId: Id, role: OneOf(['player', 'coach']), joinedAt: Instant, leftAt: Nullable(Instant) }),
  'Someone entered (`leftAt` null) or left the room',
)
