/** What is known of a call at any moment, and what to tell the person of it. */
import type { RoomAccess, ServerSignal } from '@ecc/contracts/video'
import type { ParticipantState } from './participant.ts'
import type { Quality } from './quality.ts'
import type { RoomEnd, SignallingState } from './signalling.ts'

export type ChatMessage = Extract<ServerSignal, { type: 'joined' }>['chat'][number]
export interface CallState {
  signalling: SignallingState
  /** Who is who, and when it ends; null until the first ticket. */
  access: RoomAccess | null
  /** Everybody who was there during this visit, in the order in which they were first met. */
  participants: readonly ParticipantState[]
  chat: readonly ChatMessage[]
  end: RoomEnd | null
}

/** Before the room was entered. */
export const callBefore: CallState = { signalling: 'connecting', access: null, participants: [], chat: [], end: null }

/** What the person should know of the connection. */
export type Phase = 'joining' | 'waiting' | 'left' | 'connecting' | 'connected' | 'reconnecting' | 'ended'

/** The phase of a call: the best of its connections. Media that flows counts more than signalling that is away. */
export function phaseOf({
  signalling,
  participants,
  end,
}: Pick<CallState, 'signalling' | 'participants' | 'end'>): Phase {
  if (end) return 'ended'
  if (participants.some(({ connection }) => connection === 'connected')) return 'connected'
  if (signalling === 'retrying') return 'reconnecting'
  if (signalling !== 'joined') return 'joining'
  const present = participants.filter((one) => one.present)
  if (present.length === 0) return participants.some(({ wasConnected }) => wasConnected) ? 'left' : 'waiting'
  return present.every(({ lostAtMs }) => lostAtMs === null) ? 'connecting' : 'reconnecting'
}

/** Who is to be seen: those who are there, and those whose media still flows. */
export function thoseHere(participants: readonly ParticipantState[]): ParticipantState[] {
  return participants.filter(({ present, connection }) => present || connection !== null)
}

const worseFirst = ['poor', 'fair', 'good'] as const

/** The worst of the qualities that are known; null when none is. */
export function worstQuality(participants: readonly ParticipantState[]): Quality | null {
  return worseFirst.find((quality) => participants.some((one) => one.quality === quality)) ?? null
}
