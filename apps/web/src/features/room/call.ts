/**
 * One visit to a room: joins through signalling, keeps the connection to the other side, and follows what both say.
 * Who enters a room where the other is makes the first offer. While signalling is away media goes on; a description of
 * another connection than the one talked to means that the other side began anew, so this side does too.
 */
import type { ClientSignal, RoomAccess, ServerSignal } from '@ecc/contracts/video'
import { type CallState, callBefore, presumedMedia } from './call-state.ts'
import { localMedia, type MediaState } from './media.ts'
import { noTracks, Peer, slots, type Tracks } from './peer.ts'
import { qualityOf, type Sample, sampleOf } from './quality.ts'
import { type RoomEnd, Signalling, type SignallingState } from './signalling.ts'
import { Store } from './store.ts'

type Description = Extract<ServerSignal, { type: 'description' }>

const maxChatKept = 200
/** A connection whose page lost signalling may go on for so long. */
const lingerMs = 30_000
/** No connection so long after both are there: begin anew, each time with more patience. */
const patienceMs = 10_000
/** No connection even begun: its offer got lost. */
const offerPatienceMs = 2_500
const mostPatience = 6
const statsEveryMs = 3_000
const notesMessage = 'notes-saved'

export interface CallOptions {
  getAccess: () => Promise<RoomAccess>
  /** The other side has saved notes. */
  onNotes: () => void
}

/** `start` once; `stop` leaves. */
export class Call {
  readonly state = new Store<CallState>(callBefore)
  readonly #options: CallOptions
  readonly #signalling: Signalling
  #peer: Peer | null = null
  #polite = true
  #hasEntered = false
  #toldMedia = ''
  #patience = 1
  #stuckSinceMs: number | null = null
  #patienceTimer: ReturnType<typeof setTimeout> | undefined
  #lingerTimer: ReturnType<typeof setTimeout> | undefined
  #statsTimer: ReturnType<typeof setInterval> | undefined
  #sample: Sample | null = null
  #stopMedia = () => {}

  constructor(options: CallOptions) {
    this.#options = options
    this.#signalling = new Signalling({
      getAccess: options.getAccess,
      onAccess: (access) => this.state.set({ access }),
      onSignal: (signal) => this.#take(signal),
      onState: (signalling) => this.#follow(signalling),
      onEnd: (end) => this.#end(end),
    })
  }

  start(): void {
    this.#stopMedia = localMedia.state.subscribe(() => this.#sendMedia())
    this.#statsTimer = setInterval(() => void this.#measure(), statsEveryMs)
    addEventListener('online', this.#comeBack)
    addEventListener('pagehide', this.stop)
    this.#signalling.start()
  }

  /** Leaves the room; the other side is told. */
  stop = (): void => {
    this.#signalling.stop()
    this.#silence()
  }

  /** False when it could not be sent: the person keeps what they wrote. */
  say(text: string): boolean {
    return this.#signalling.send({ type: 'chat', text })
  }

  /** Tells the other side that there are new notes to look at. */
  tellOfNotes(): void {
    this.#peer?.tell(notesMessage)
  }

  #silence(): void {
    this.#stopMedia()
    clearInterval(this.#statsTimer)
    clearTimeout(this.#patienceTimer)
    removeEventListener('online', this.#comeBack)
    removeEventListener('pagehide', this.stop)
    this.#part()
  }

  #end(end: RoomEnd): void {
    this.#silence()
    this.state.set({ end, peerPresent: false })
  }

  /** The network is back: an open socket may be a dead one. */
  #comeBack = (): void => this.#signalling.reconnect()

  #follow(signalling: SignallingState): void {
    this.state.set({ signalling })
    this.#watch()
  }

  #take(signal: ServerSignal): void {
    switch (signal.type) {
      case 'joined':
        return this.#enter(signal)
      case 'peer-joined':
        return this.#welcome()
      case 'peer-left':
        return this.#miss()
      case 'description':
        return this.#takeDescription(signal)
      case 'candidate':
        return this.#peer?.receive({ type: 'candidate', candidate: signal.candidate as Record<string, unknown> | null })
      case 'media': {
        const { camera, microphone, screen } = signal
        return this.state.set({ peerMedia: { camera, microphone, screen } })
      }
      case 'chat': {
        const { from, text, at } = signal
        return this.state.set({ chat: [...this.state.get().chat, { from, text, at }].slice(-maxChatKept) })
      }
      case 'closed':
        return // signalling has dealt with it
    }
  }

  #enter({ polite, peerPresent, chat }: Extract<ServerSignal, { type: 'joined' }>): void {
    this.#polite = polite
    this.state.set({ chat, peerPresent, ...(this.#hasEntered ? {} : { joinedPeer: peerPresent }) })
    this.#hasEntered = true
    this.#toldMedia = ''
    this.#sendMedia()
    if (peerPresent && !this.#peer?.isLive) this.#meet({ offers: true })
    else if (!peerPresent) this.#miss()
    this.#watch()
  }

  /** The other side has entered and will offer, unless the connection is still up. */
  #welcome(): void {
    clearTimeout(this.#lingerTimer)
    this.state.set({ peerPresent: true, peerMedia: presumedMedia })
    if (!this.#peer?.isLive) this.#part()
    this.#watch()
  }

  /** The other side's signalling has gone: with its page, or only for a while. */
  #miss(): void {
    this.state.set({ peerPresent: false })
    clearTimeout(this.#lingerTimer)
    if (this.#peer?.isLive) this.#lingerTimer = setTimeout(() => this.#part(), lingerMs)
    else this.#part()
    // Who left comes back when they like: that is no connection to be repaired.
    if (!this.#peer) this.state.set({ lostAtMs: null })
    this.#watch()
  }

  #takeDescription(signal: Description): void {
    const isStranger = this.#peer?.isStranger(signal.sdp)
    if (signal.kind === 'offer') {
      const bothBegin = isStranger === undefined && this.#peer !== null
      if (bothBegin && !this.#polite) return
      if (isStranger !== false) this.#meet({ offers: false })
    } else if (isStranger === true) {
      return this.#meet({ offers: true })
    }
    this.#peer?.receive(signal)
  }

  /** Begins a connection to the other side's page, in place of any former one. */
  #meet({ offers }: { offers: boolean }): void {
    this.#part()
    const isCurrent = () => this.#peer === peer
    const peer: Peer = new Peer({
      polite: this.#polite,
      offers,
      iceServers: this.state.get().access?.iceServers ?? [],
      tracks: tracksOf(localMedia.state.get()),
      canSignal: () => this.#signalling.isJoined && this.state.get().peerPresent,
      send: (signal) => isCurrent() && this.#signalling.send(signal),
      onChange: () => isCurrent() && this.#show(),
      onGone: () => isCurrent() && this.#part(),
      onMessage: (text) => text === notesMessage && this.#options.onNotes(),
    })
    this.#peer = peer
    this.#show()
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
    const before = this.state.get()
    const wasUp = before.connection === 'connected'
    const lostAtMs = connection === 'connected' ? null : (before.lostAtMs ?? (wasUp ? performance.now() : null))
    if (connection === 'connected') this.#patience = 1
    this.state.set({
      connection,
      received: this.#peer?.received ?? noTracks,
      lostAtMs,
      quality: connection === 'connected' ? before.quality : null,
      peerWasHere: before.peerWasHere || connection === 'connected',
    })
    this.#watch()
  }

  /** Nothing may stay stuck: both are there, but no connection comes up, so this side enters anew. */
  #watch(): void {
    const { signalling, peerPresent, connection } = this.state.get()
    const isStuck = signalling === 'joined' && peerPresent && connection !== 'connected'
    clearTimeout(this.#patienceTimer)
    this.#stuckSinceMs = isStuck ? (this.#stuckSinceMs ?? performance.now()) : null
    if (this.#stuckSinceMs === null) return
    // Both sides may notice at the same moment: chance lets one be first.
    const patience = (connection === null ? offerPatienceMs : patienceMs) * this.#patience * (0.75 + Math.random() / 2)
    const leftMs = Math.max(0, this.#stuckSinceMs + patience - performance.now())
    this.#patienceTimer = setTimeout(() => this.#beginAnew(), leftMs)
  }

  #beginAnew(): void {
    this.#stuckSinceMs = null
    this.#patience = Math.min(this.#patience * 2, mostPatience)
    this.#signalling.reconnect()
  }

  /** Sends what is on, and says what is on. */
  #sendMedia(): void {
    const media = localMedia.state.get()
    const tracks = tracksOf(media)
    for (const slot of slots) void this.#peer?.setTrack(slot, tracks[slot])
    const told: ClientSignal = {
      type: 'media',
      camera: media.camera === 'on',
      microphone: media.microphone === 'on',
      screen: media.screenTrack !== null,
    }
    const text = JSON.stringify(told)
    if (text !== this.#toldMedia && this.#signalling.send(told)) this.#toldMedia = text
  }

  async #measure(): Promise<void> {
    const peer = this.#peer
    if (peer?.state !== 'connected') return
    const report = (await peer.stats()) as unknown as Iterable<[string, Record<string, unknown>]>
    if (this.#peer !== peer) return
    const sample = sampleOf(report)
    if (this.#sample) this.state.set({ quality: qualityOf(this.#sample, sample) })
    this.#sample = sample
  }
}

function tracksOf(media: MediaState): Tracks {
  return {
    microphone: media.microphoneTrack,
    camera: media.cameraTrack,
    screen: media.screenTrack,
    screenSound: media.screenSoundTrack,
  }
}
