/**
 * The direct connection to the other browser: one `RTCPeerConnection` to one page of the other side, negotiated after
 * the "perfect negotiation" pattern (W3C WebRTC 1.0, 10.7). Four lines are agreed on at the start and stay, so that
 * turning something on or off replaces a track and negotiates nothing.
 */
import type { ClientSignal } from '@ecc/contracts/video'
import type { Limits } from './sending.ts'

/** The lines, in the order in which they stand in every description. */
export const slots = ['microphone', 'camera', 'screen', 'screenSound'] as const
export type Slot = (typeof slots)[number]
export type Tracks = Record<Slot, MediaStreamTrack | null>
export const noTracks: Tracks = { microphone: null, camera: null, screen: null, screenSound: null }

const kindOf = { microphone: 'audio', camera: 'video', screen: 'video', screenSound: 'audio' } as const
const disconnectedPatienceMs = 2_000

type Signal<Type> = Omit<Extract<ClientSignal, { type: Type }>, 'to' | 'generation'>
/** What the two pages of a connection tell each other through signalling. */
export type PeerSignal = Signal<'description'> | Signal<'candidate'>

export interface PeerOptions {
  /** Gives way when both offer at once. */
  polite: boolean
  /** Makes the first offer, and with it the lines; the other side takes them over. */
  offers: boolean
  iceServers: readonly RTCIceServer[]
  /** What is sent at first, and how much of it. */
  tracks: Tracks
  limits: Limits
  /** Whether signalling is there: a restart needs it. */
  canSignal: () => boolean
  send: (signal: PeerSignal) => void
  /** The state, or what is received, changed. */
  onChange: () => void
  /** The other side closed its end. */
  onGone: () => void
  /** A short message of the other side over the connection itself. */
  onMessage: (text: string) => void
}

/** A connection that was closed does nothing any more and calls nothing back. */
export class Peer {
  readonly #options: PeerOptions
  readonly #connection: RTCPeerConnection
  #channel: RTCDataChannel | null = null
  #lines: RTCRtpTransceiver[] = []
  #tracks: Tracks
  #limits: Limits
  #makesOffer = false
  #ignoresOffer = false
  #isClosed = false
  #restartTimer: ReturnType<typeof setTimeout> | undefined
  #queue: Promise<void> = Promise.resolve()
  #limiting: Promise<void> = Promise.resolve()

  constructor(options: PeerOptions) {
    this.#options = options
    this.#tracks = options.tracks
    this.#limits = options.limits
    this.#connection = new RTCPeerConnection({ iceServers: [...options.iceServers], bundlePolicy: 'max-bundle' })
    const connection = this.#connection
    connection.onnegotiationneeded = () => void this.#offer()
    connection.onicecandidate = ({ candidate }) =>
      options.send({ type: 'candidate', candidate: candidate === null ? null : { ...candidate.toJSON() } })
    connection.oniceconnectionstatechange = () => this.#watchIce()
    connection.onconnectionstatechange = () => {
      if (connection.connectionState === 'connected') this.#limitSending()
      if (!this.#isClosed) options.onChange()
    }
    if (options.offers) this.#makeLines()
  }

  get state(): RTCPeerConnectionState {
    return this.#connection.connectionState
  }

  /** Media flows, and the other side has not closed its end: worth keeping while signalling is away. */
  get isLive(): boolean {
    return this.state === 'connected' && this.#connection.signalingState === 'stable' && !this.#isClosed
  }

  /** What comes from the other side; empty until the lines are agreed on. */
  get received(): Tracks {
    const tracks = { ...noTracks }
    slots.forEach((slot, index) => {
      tracks[slot] = this.#lines[index]?.receiver.track ?? null
    })
    return tracks
  }

  /** Whether a description is of another connection than the one talked to so far; `undefined` before any came. */
  isStranger(sdp: string): boolean | undefined {
    const known = this.#connection.remoteDescription
    return known ? sessionIdOf(known.sdp) !== sessionIdOf(sdp) : undefined
  }

  /** Takes what the other side sent through signalling, one message after the other. */
  receive(signal: PeerSignal): void {
    this.#queue = this.#queue
      .then(() => (signal.type === 'candidate' ? this.#takeCandidate(signal.candidate) : this.#takeDescription(signal)))
      // A message of an earlier connection that came late: if this one does not come up, the call starts it anew.
      .catch((error: Error) => console.warn('a message of the other side was left aside:', error.message))
  }

  /** Sends this from now on in a line, or nothing. */
  async setTrack(slot: Slot, track: MediaStreamTrack | null): Promise<void> {
    if (this.#tracks[slot] === track) return
    this.#tracks = { ...this.#tracks, [slot]: track }
    if (!this.#isClosed) await this.#lines[slots.indexOf(slot)]?.sender.replaceTrack(track)
  }

  /** Sends within these limits from now on. */
  setLimits(limits: Limits): void {
    if (this.#limits === limits) return
    this.#limits = limits
    if (this.state === 'connected') this.#limitSending()
  }

  /** Sends a short message over the connection itself; lost when it is not up. */
  tell(text: string): void {
    if (this.#channel?.readyState === 'open') this.#channel.send(text)
  }

  stats(): Promise<RTCStatsReport> {
    return this.#connection.getStats()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#restartTimer)
    this.#connection.close()
  }

  #makeLines(): void {
    this.#openChannel()
    const together = new MediaStream()
    this.#lines = slots.map((slot) => {
      const streams = slot === 'microphone' || slot === 'camera' ? [together] : []
      return this.#connection.addTransceiver(this.#tracks[slot] ?? kindOf[slot], { direction: 'sendrecv', streams })
    })
  }

  /** Takes the lines from the offer, before it is answered. */
  async #takeLines(): Promise<void> {
    if (this.#lines.length > 0) return
    const together = new MediaStream()
    this.#lines = this.#connection.getTransceivers().slice(0, slots.length)
    for (const [index, line] of this.#lines.entries()) {
      const slot = slots[index]
      if (!slot) continue
      line.direction = 'sendrecv'
      // The same stream for picture and voice keeps them in step at the other side.
      if (slot === 'microphone' || slot === 'camera') line.sender.setStreams?.(together)
      await line.sender.replaceTrack(this.#tracks[slot])
    }
    this.#openChannel()
    this.#options.onChange()
  }

  /** The channel tells at once when the other side closes its end; media only falls silent. */
  #openChannel(): void {
    this.#channel = this.#connection.createDataChannel('room', { negotiated: true, id: 0 })
    this.#channel.onmessage = ({ data }) => !this.#isClosed && this.#options.onMessage(String(data))
    this.#channel.onclose = () => !this.#isClosed && this.#options.onGone()
  }

  async #offer(): Promise<void> {
    if (this.#isClosed || (this.#lines.length === 0 && !this.#options.offers)) return
    try {
      this.#makesOffer = true
      await this.#connection.setLocalDescription()
      this.#sendDescription()
    } catch (error) {
      if (!this.#isClosed) console.warn('no offer could be made:', (error as Error).message)
    } finally {
      this.#makesOffer = false
    }
  }

  async #takeDescription({ kind, sdp }: Signal<'description'>): Promise<void> {
    if (this.#isClosed) return
    const connection = this.#connection
    const collides = kind === 'offer' && (this.#makesOffer || connection.signalingState !== 'stable')
    this.#ignoresOffer = collides && !this.#options.polite
    if (this.#ignoresOffer) return
    await connection.setRemoteDescription({ type: kind, sdp })
    if (kind === 'answer') return
    await this.#takeLines()
    await connection.setLocalDescription()
    this.#sendDescription()
  }

  async #takeCandidate(candidate: Signal<'candidate'>['candidate']): Promise<void> {
    if (this.#isClosed) return
    try {
      await this.#connection.addIceCandidate(candidate ?? undefined)
    } catch (error) {
      if (!this.#ignoresOffer) throw error
    }
  }

  #sendDescription(): void {
    const description = this.#connection.localDescription
    if (this.#isClosed || (description?.type !== 'offer' && description?.type !== 'answer')) return
    this.#options.send({ type: 'description', kind: description.type, sdp: description.sdp })
  }

  /**
   * The impolite side alone restarts ICE: both lose the connection at the same moment, and when both offer then, one
   * rolls back, after which Chromium shows no more of the pictures that come in. If that restart does not help either
   * side, the call begins anew.
   */
  #watchIce(): void {
    clearTimeout(this.#restartTimer)
    if (this.#options.polite) return
    const state = this.#connection.iceConnectionState
    if (state === 'failed') this.#restart()
    if (state === 'disconnected') this.#restartTimer = setTimeout(() => this.#restart(), disconnectedPatienceMs)
  }

  #restart(): void {
    if (!this.#isClosed && this.#options.canSignal()) this.#connection.restartIce()
  }

  /** Room for a sharp screen, and a ceiling so that the voice never starves. One after the other: a sender takes one change at a time. */
  #limitSending(): void {
    this.#limiting = this.#limiting.then(() => this.#applyLimits())
  }

  async #applyLimits(): Promise<void> {
    for (const [index, { sender }] of this.#lines.entries()) {
      const slot = slots[index]
      const parameters = sender.getParameters()
      if (!slot || parameters.encodings.length === 0) continue
      for (const encoding of parameters.encodings) {
        encoding.maxBitrate = this.#limits[slot].maxBitrate
        if (kindOf[slot] === 'video') encoding.scaleResolutionDownBy = this.#limits[slot].scale
      }
      // A browser that does not take limits sends by its own.
      await sender.setParameters(parameters).catch((error: Error) => console.warn('no bitrate limit:', error.message))
    }
  }
}

/** The session id of a description's origin line (RFC 8866, 5.2): the same for all descriptions of one connection. */
export function sessionIdOf(sdp: string): string {
  return /^o=\S+ (\S+) /m.exec(sdp)?.[1] ?? ''
}
