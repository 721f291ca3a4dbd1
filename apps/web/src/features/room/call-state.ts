/** What is known of a call at any moment, and what to tell the person of it. */
import type { RoomAccess, ServerSignal } from '@ecc/contracts/video'
import { noTracks, type Tracks } from './peer.ts'
import type { Quality } from './quality.ts'
import type { RoomEnd, SignallingState } from './signalling.ts'

export type ChatMessage = Extract<ServerSignal, { type: 'joined' }>['chat'][number]
export type PeerMedia = Omit<Extract<ServerSignal, { type: 'media' }>, 'type'>
export interface CallState {
  signalling: SignallingState
  /** Who is who, and when it ends; null until the first ticket. */
  access: RoomAccess | null
  peerPresent: boolean
  /** Whether the other side has been here during this visit. */
  peerWasHere: boolean
  /** The connection to the other side; null when there is none. */
  connection: RTCPeerConnectionState | null
  /** Since when a connection that was up is not, in `performance.now()`; null while all is well. */
  lostAtMs: number | null
  received: Tracks
  peerMedia: PeerMedia
  quality: Quality | null
  chat: readonly ChatMessage[]
  end: RoomEnd | null
  /** Whether the other side was there when this side joined: only then does join time say anything. */
  joinedPeer: boolean
}

/** Until the other side says what it has on. */
export const presumedMedia: PeerMedia = { camera: true, microphone: true, screen: false }

/** Before the room was entered. */
export const callBefore: CallState = {
  signalling: 'connecting',
  access: null,
  peerPresent: false,
  peerWasHere: false,
  connection: null,
  lostAtMs: null,
  received: noTracks,
  peerMedia: presumedMedia,
  quality: null,
  chat: [],
  end: null,
  joinedPeer: false,
}

/** What the person should know of the connection. */
export type Phase = 'joining' | 'waiting' | 'left' | 'connecting' | 'connected' | 'reconnecting' | 'ended'

/** The phase of a call. Media that flows counts more than signalling that is away. */
export function phaseOf(
  state: Pick<CallState, 'signalling' | 'connection' | 'peerPresent' | 'peerWasHere' | 'lostAtMs' | 'end' | 'access'>,
): Phase {
  if (state.end) return 'ended'
  if (state.connection === 'connected') return 'connected'
  if (state.signalling === 'retrying') return 'reconnecting'
  if (state.signalling !== 'joined') return 'joining'
  if (!state.peerPresent) return state.peerWasHere ? 'left' : 'waiting'
  return state.lostAtMs === null ? 'connecting' : 'reconnecting'
}
