/** One visit to a room: joins through signalling, and keeps a connection to each of the others, who are sent the same. */
import type { ClientSignal, RoomAccess, RoomPeer, ServerSignal } from '@ecc/contracts/video'
import { type CallState, callBefore, thoseHere } from './call-state.ts'
import { localMedia, type MediaState } from './media.ts'
import { Participant } from './participant.ts'
import type { Tracks } from './peer.ts'
import { limitsFor } from './sending.ts'
import { type RoomEnd, Signalling, type SignallingState } from './signalling.ts'
import { Store } from './store.ts'

const maxChatKept = 200
const statsEveryMs = 3_000

export interface CallOptions {
  getAccess: () => Promise<RoomAccess>
  /** Somebody else has saved notes. */
  onNotes: () => void
}

/** `start` once; `stop` leaves. */
export class Call {
  readonly state = new Store<CallState>(callBefore)
  readonly #options: CallOptions
  readonly #signalling: Signalling
  /** Everybody met during this visit, by person. */
  readonly #participants = new Map<string, Participant>()
  #hasEntered = false
  #toldMedia = ''
  #statsTimer: ReturnType<typeof setInterval> | undefined
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
    this.#statsTimer = setInterval(() => this.#each((one) => void one.measure()), statsEveryMs)
    addEventListener('online', this.#comeBack)
    addEventListener('pagehide', this.stop)
    this.#signalling.start()
  }

  /** Leaves the room; the others are told. */
  stop = (): void => {
    this.#signalling.stop()
    this.#silence()
  }

  /** False when it could not be sent: the person keeps what they wrote. */
  say(text: string): boolean {
    return this.#signalling.send({ type: 'chat', text })
  }

  /** Tells the others that there are new notes to look at. */
  tellOfNotes(): void {
    this.#each((one) => one.tellOfNotes())
  }

  #each(act: (participant: Participant) => void): void {
    for (const participant of this.#participants.values()) act(participant)
  }

  #silence(): void {
    this.#stopMedia()
    clearInterval(this.#statsTimer)
    removeEventListener('online', this.#comeBack)
    removeEventListener('pagehide', this.stop)
    this.#each((one) => one.stop())
  }

  #end(end: RoomEnd): void {
    this.#silence()
    this.state.set({ end })
  }

  /** The network is back: an open socket may be a dead one. */
  #comeBack = (): void => this.#signalling.reconnect()

  #follow(signalling: SignallingState): void {
    this.state.set({ signalling })
    this.#each((one) => one.watch())
  }

  #take(signal: ServerSignal): void {
    switch (signal.type) {
      case 'joined':
        return this.#enter(signal)
      case 'peer-joined':
        return this.#participant(signal).welcome(signal)
      case 'peer-left':
        return this.#participants.get(signal.from)?.miss()
      case 'description':
      case 'candidate':
      case 'media':
        return this.#participants.get(signal.from)?.take(signal)
      case 'chat': {
        const { from, name, text, at } = signal
        return this.state.set({ chat: [...this.state.get().chat, { from, name, text, at }].slice(-maxChatKept) })
      }
      case 'closed':
        return // signalling has dealt with it
    }
  }

  #enter({ peers, chat }: Extract<ServerSignal, { type: 'joined' }>): void {
    this.state.set({ chat })
    this.#toldMedia = ''
    this.#sendMedia()
    const here = new Set(peers.map(({ person }) => person.id))
    for (const peer of peers) this.#participant(peer).find(peer)
    for (const [id, participant] of this.#participants) if (!here.has(id)) participant.miss()
    this.#hasEntered = true
  }

  /** The participant that somebody is; a new one when they were not here before. */
  #participant(peer: RoomPeer): Participant {
    const known = this.#participants.get(peer.person.id)
    if (known) return known
    const participant: Participant = new Participant(peer, !this.#hasEntered, {
      iceServers: () => this.state.get().access?.iceServers ?? [],
      tracks: () => tracksOf(localMedia.state.get()),
      limits: () => limitsFor(thoseHere(this.state.get().participants).length),
      isJoined: () => this.#signalling.isJoined,
      send: (signal) => this.#signalling.send(signal),
      onChange: () => this.#show(),
      onStuck: () => this.#unstick(participant),
      onNotes: this.#options.onNotes,
    })
    this.#participants.set(peer.person.id, participant)
    return participant
  }

  #show(): void {
    const before = thoseHere(this.state.get().participants).length
    const participants = [...this.#participants.values()].map((one) => one.state)
    this.state.set({ participants })
    if (thoseHere(participants).length !== before) this.#each((one) => one.sendAsWished())
  }

  /**
   * While signalling has brought about other connections it works, and only this one begins anew. Where there are none, or
   * that did not help, this side enters anew: with another ticket, and the TURN credentials that come with it.
   */
  #unstick(participant: Participant): void {
    const isAnyUp = this.state.get().participants.some(({ connection }) => connection === 'connected')
    if (isAnyUp && !participant.wasBegunAnew) return participant.beginAnew()
    this.#each((one) => one.growPatience())
    this.#signalling.reconnect()
  }

  /** Sends what is on, and says what is on. */
  #sendMedia(): void {
    this.#each((one) => one.sendAsWished())
    const media = localMedia.state.get()
    const told: ClientSignal = {
      type: 'media',
      camera: media.camera === 'on',
      microphone: media.microphone === 'on',
      screen: media.screenTrack !== null,
    }
    const text = JSON.stringify(told)
    if (text !== this.#toldMedia && this.#signalling.send(told)) this.#toldMedia = text
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
