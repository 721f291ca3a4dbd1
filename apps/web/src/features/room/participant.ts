/**
 * The way to one other person in the room: keeps the connection to whichever page of theirs is there, and follows what they
 * say. Who enters a room where the other is makes the first offer. While signalling is away media goes on; a description of
 * another connection than the one talked to means that the other side began anew, so this side does too.
 */
import type { ClientSignal, RoomPeer, ServerSignal } from '@ecc/contracts/video'
import type { PersonCard } from '@ecc/contracts/vocabulary'
import { noTracks, Peer, type PeerSignal, slots, type Tracks } from './peer.ts'
import { type Quality, qualityOf, type Sample, sampleOf } from './quality.ts'
import type { Limits } from './sending.ts'

/** A connection whose page lost signalling may go on for so long. */
const lingerMs = 30_000
/** No connection so long after both are there: begin anew, each time with more patience. */
const patienceMs = 10_000
/** No connection even begun: its offer got lost. */
const offerPatienceMs = 2_500
const mostPatience = 6
const notesMessage = 'notes-saved'

export type PeerMedia = Omit<Extract<ServerSignal, { type: 'media' }>, 'type' | 'from'>
/** Until they say what they have on. */
export const presumedMedia: PeerMedia = { camera: true, microphone: true, screen: false }

/** What is known of somebody at any moment. */
export interface ParticipantState {
  person: PersonCard
  role: RoomPeer['role']
  /** Whether their signalling is there. */
  present: boolean
  /** Whether they were there when this side first joined: only then does join time say anything. */
  cameFirst: boolean
  /** Whether they were connected during this visit. */
  wasConnected: boolean
  /** The connection to them; null when there is none. */
  connection: RTCPeerConnectionState | null
  /** Since when a connection that was up is not, in `performance.now()`; null while all is well. */
  lostAtMs: number | null
  received: Tracks
  media: PeerMedia
  quality: Quality | null
}

export interface ParticipantOptions {
  iceServers: () => readonly RTCIceServer[]
  /** What this side sends, and how much of it. */
  tracks: () => Tracks
  limits: () => Limits
  isJoined: () => boolean
  send: (signal: ClientSignal) => void
  onChange: () => void
  /** Both are there, but no connection comes up. */
  onStuck: () => void
  /** They have saved notes. */
  onNotes: () => void
}

/** Stays for the whole visit, whether the person is there or not. */
export class Participant {
  readonly #options: ParticipantOptions
  #state: ParticipantState
  #polite: boolean
  #generation: number
  #peer: Peer | null = null
  #patience = 1
  #stuckSinceMs: number | null = null
  #patienceTimer: ReturnType<typeof setTimeout> | undefined
  #lingerTimer: ReturnType<typeof setTimeout> | undefined
  #sample: Sample | null = null

  constructor({ person, role, polite, generation }: RoomPeer, cameFirst: boolean, options: ParticipantOptions) {
    this.#options = options
    this.#polite = polite
    this.#generation = generation
    this.#state = {
      person,
      role,
      present: false,
      cameFirst,
      wasConnected: false,
      connection: null,
      lostAtMs: null,
      received: noTracks,
      media: presumedMedia,
      quality: null,
    }
  }

  get state(): ParticipantState {
    return this.#state
  }

  /** Whether the connection to them was begun anew since it was last up, and is not up yet. */
  get wasBegunAnew(): boolean {
    return this.#patience > 1
  }

  /** They are there as this side enters. */
  find(peer: RoomPeer): void {
    this.#know(peer)
    this.#set({ present: true })
    if (!this.#peer?.isLive) this.#meet({ offers: true })
    this.watch()
  }

  /** They have entered and will offer, unless the connection is still up. */
  welcome(peer: RoomPeer): void {
    this.#know(peer)
    clearTimeout(this.#lingerTimer)
    this.#set({ present: true, media: presumedMedia })
    if (!this.#peer?.isLive) this.#part()
    this.watch()
  }

  /** Their signalling has gone: with their page, or only for a while. */
  miss(): void {
    this.#set({ present: false })
    clearTimeout(this.#lingerTimer)
    if (this.#peer?.isLive) this.#lingerTimer = setTimeout(() => this.#part(), lingerMs)
    else this.#part()
    // Who left comes back when they like: that is no connection to be repaired.
    if (!this.#peer) this.#set({ lostAtMs: null })
    this.watch()
  }

  /** Takes what they sent; of an earlier connection of theirs it is of no use any more. */
  take(signal: Extract<ServerSignal, { type: 'description' | 'candidate' | 'media' }>): void {
    if (signal.type === 'media') {
      const { camera, microphone, screen } = signal
      return this.#set({ media: { camera, microphone, screen } })
    }
    if (signal.generation !== this.#generation) return
    if (signal.type === 'description') return this.#takeDescription(signal)
    this.#peer?.receive({ type: 'candidate', candidate: signal.candidate as Record<string, unknown> | null })
  }

  /** Sends these tracks within these limits from now on. */
  sendAsWished(): void {
    const tracks = this.#options.tracks()
    for (const slot of slots) void this.#peer?.setTrack(slot, tracks[slot])
    this.#peer?.setLimits(this.#options.limits())
  }

  /** Tells them that there are new notes to look at. */
  tellOfNotes(): void {
    this.#peer?.tell(notesMessage)
  }

  /** Nothing may stay stuck: after a while without a connection it is said. */
  watch(): void {
    const isStuck = this.#options.isJoined() && this.#state.present && this.#state.connection !== 'connected'
    clearTimeout(this.#patienceTimer)
    this.#stuckSinceMs = isStuck ? (this.#stuckSinceMs ?? performance.now()) : null
    if (this.#stuckSinceMs === null) return
    // Both sides may notice at the same moment: chance lets one be first.
    const limitMs = this.#state.connection === null ? offerPatienceMs : patienceMs
    const patience = limitMs * this.#patience * (0.75 + Math.random() / 2)
    const leftMs = Math.max(0, this.#stuckSinceMs + patience - performance.now())
    this.#patienceTimer = setTimeout(() => this.#options.onStuck(), leftMs)
  }

  /** Waits longer from now on, where a connection does not come up. */
  growPatience(): void {
    if (this.#stuckSinceMs === null) return
    this.#stuckSinceMs = null
    this.#patience = Math.min(this.#patience * 2, mostPatience)
  }

  /** Begins another connection to the same page of theirs. */
  beginAnew(): void {
    this.growPatience()
    this.#meet({ offers: true })
  }

  async measure(): Promise<void> {
    const peer = this.#peer
    if (peer?.state !== 'connected') return
    const report = (await peer.stats()) as unknown as Iterable<[string, Record<string, unknown>]>
    if (this.#peer !== peer) return
    const sample = sampleOf(report)
    if (this.#sample) this.#set({ quality: qualityOf(this.#sample, sample) })
    this.#sample = sample
  }

  /** This side leaves. */
  stop(): void {
    this.#set({ present: false })
    this.#part()
  }

  #know({ person, polite, generation }: RoomPeer): void {
    this.#polite = polite
    this.#generation = generation
    this.#set({ person })
  }

  #takeDescription(signal: Extract<ServerSignal, { type: 'description' }>): void {
    const { type, kind, sdp } = signal
    const isStranger = this.#peer?.isStranger(sdp)
    if (kind === 'offer') {
      const bothBegin = isStranger === undefined && this.#peer !== null
      if (bothBegin && !this.#polite) return
      if (isStranger !== false) this.#meet({ offers: false })
    } else if (isStranger === true) {
      return this.#meet({ offers: true })
    }
    this.#peer?.receive({ type, kind, sdp })
  }

  /** Begins a connection to their page, in place of any former one. */
  #meet({ offers }: { offers: boolean }): void {
    this.#part()
    const isCurrent = () => this.#peer === peer
    const peer: Peer = new Peer({
      polite: this.#polite,
      offers,
      iceServers: this.#options.iceServers(),
      tracks: this.#options.tracks(),
      limits: this.#options.limits(),
      canSignal: () => this.#options.isJoined() && this.#state.present,
      send: (signal) => isCurrent() && this.#send(signal),
      onChange: () => isCurrent() && this.#show(),
      onGone: () => isCurrent() && this.#part(),
      onMessage: (text) => text === notesMessage && this.#options.onNotes(),
    })
    this.#peer = peer
    this.#show()
  }

  #send(signal: PeerSignal): void {
    this.#options.send({ ...signal, to: this.#state.person.id, generation: this.#generation })
  }

  /** Lets go of the connection, if there is one. */
  #part(): void {
    clearTimeout(this.#lingerTimer)
    const peer = this.#peer
    this.#peer = null
    this.#sample = null
    peer?.close()
    this.#show()
  }

  #show(): void {
    const connection = this.#peer?.state ?? null
    const before = this.#state
    const wasUp = before.connection === 'connected'
    if (connection === 'connected') this.#patience = 1
    this.#set({
      connection,
      received: this.#peer?.received ?? noTracks,
      lostAtMs: connection === 'connected' ? null : (before.lostAtMs ?? (wasUp ? performance.now() : null)),
      quality: connection === 'connected' ? before.quality : null,
      wasConnected: before.wasConnected || connection === 'connected',
    })
    this.watch()
  }

  #set(change: Partial<ParticipantState>): void {
    this.#state = { ...this.#state, ...change }
    this.#options.onChange()
  }
}
