/** What video-service promises: who may join when, the signalling of a room, notes, attendance. */
import { type Static, Type } from 'typebox'
import { bookingNotFound } from './bookings.ts'
import { problem, Shape, service } from './define.ts'
import { Attendance, Side } from './outcomes.ts'
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

/** The most people in one room: a coach and the eight players of the largest group. Each sends to each, see decision 0021. */
export const mostInRoom = 9

/**
 * What a browser needs to join: a one-use ticket for the signalling socket `/rtc`, at most two minutes valid. `others` are
 * those it may name beforehand: to the coach the players, to a player the coach; `more` is how many others there are besides,
 * who are named in the room.
 */
export const RoomAccess = Shape({
  bookingId: Id,
  ticket: Type.String(),
  ticketExpiresAt: Instant,
  role: Side,
  iceServers: Type.Array(IceServer),
  me: PersonCard,
  others: Type.Array(PersonCard, { maxItems: mostInRoom - 1 }),
  more: Type.Integer({ minimum: 0 }),
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
  description: 'The bookings of a group session share one room; its coach asks by any of them.',
  params: ById,
  body: Shape({}),
  reply: RoomAccess,
  problems: [bookingNotFound, roomNotOpen, noRoom],
  limit: { max: 60, windowSeconds: 60 },
})

/** The notes that all in a session share; `revision` counts the saves. */
export const Notes = Shape({
  text: Type.String({ maxLength: 20_000 }),
  revision: Type.Integer(),
  updatedAt: Nullable(Instant),
})

export const getNotes = route('getNotes', {
  method: 'GET',
  path: '/bookings/:id/notes',
  access: 'self',
  summary: 'The notes that all in the session share',
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

/** One stay in the room. `signature` is an HMAC-SHA-256 over session and other fields, so that a record cannot be altered later. */
export const AttendanceRecord = Shape({
  userId: Id,
  role: Side,
  joinedAt: Instant,
  leftAt: Nullable(Instant),
  signature: Type.String(),
})
export type AttendanceRecord = Static<typeof AttendanceRecord>

export const getAttendance = route('getAttendance', {
  method: 'GET',
  path: '/bookings/:id/attendance',
  access: 'self',
  summary: 'When the player and the coach of the booking were in the room',
  params: ById,
  reply: Shape({ items: Type.Array(AttendanceRecord) }),
  problems: [bookingNotFound],
})

/** When the player of a booking and the coach were there between start and end of the session. */
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

const Kind = OneOf(['offer', 'answer'])
const Candidate = Nullable(Type.Object({}, { additionalProperties: true }))
const media = { camera: Type.Boolean(), microphone: Type.Boolean(), screen: Type.Boolean() }
/** The connection of a person that a message is meant for, or comes from: a newer one has a higher generation. */
const to = { to: Id, generation: Type.Integer() }
const from = { from: Id, generation: Type.Integer() }

/** What a browser sends over `/rtc`. The first message is `join`. Descriptions and candidates go to one other person. */
export const ClientSignal = Type.Union([
  messageOf('join', { ticket: Type.String({ maxLength: 2000 }) }),
  messageOf('description', { ...to, kind: Kind, sdp: Sdp }),
  messageOf('candidate', { ...to, candidate: Candidate }),
  messageOf('chat', { text: Type.String({ minLength: 1, maxLength: 2000 }) }),
  messageOf('media', media),
  messageOf('leave', {}),
])
export type ClientSignal = Static<typeof ClientSignal>

/** Somebody else in the room. `polite`: who is told this gives way to them when both offer at once (perfect negotiation, W3C WebRTC). */
export const RoomPeer = Shape({ person: PersonCard, role: Side, generation: Type.Integer(), polite: Type.Boolean() })
export type RoomPeer = Static<typeof RoomPeer>

const said = { from: Id, name: Type.String(), text: Type.String(), at: Instant }

/** What the server sends over `/rtc`. `generation` in `joined` is that of the connection itself. */
export const ServerSignal = Type.Union([
  messageOf('joined', {
    generation: Type.Integer(),
    peers: Type.Array(RoomPeer, { maxItems: mostInRoom - 1 }),
    chat: Type.Array(Shape(said)),
  }),
  messageOf('peer-joined', RoomPeer.properties),
  messageOf('peer-left', { from: Id }),
  messageOf('description', { ...from, kind: Kind, sdp: Sdp }),
  messageOf('candidate', { ...from, candidate: Candidate }),
  messageOf('chat', said),
  messageOf('media', { from: Id, ...media }),
  messageOf('closed', {
    reason: OneOf(['ended', 'replaced', 'cancelled', 'refused', 'shutting-down']),
    detail: Type.String(),
  }),
])
export type ServerSignal = Static<typeof ServerSignal>

export const attendanceRecorded = event(
  'attendance.recorded',
  Shape({ bookingId: Id, userId: Id, role: Side, joinedAt: Instant, leftAt: Nullable(Instant) }),
  'Someone entered (`leftAt` null) or left the room; of the coach of a group it is told for each of its bookings',
)
