/** This browser's camera, microphone, speaker and screen. One for the page: the lobby hands it on to the room. */
import { useEffect } from 'react'
import { type DeviceKind, readChoices, saveChoice } from './device-choices.ts'
import { Store } from './store.ts'

export type Source = 'camera' | 'microphone'

/** `off` by choice; the others say why there is nothing to send. */
export type SourceStatus = 'off' | 'asking' | 'on' | 'denied' | 'missing' | 'busy' | 'unsupported'

export interface Device {
  id: string
  label: string
}

export interface MediaState {
  camera: SourceStatus
  cameraTrack: MediaStreamTrack | null
  microphone: SourceStatus
  /** Stays while the microphone is off, silenced, so that turning it on again is immediate. */
  microphoneTrack: MediaStreamTrack | null
  screenTrack: MediaStreamTrack | null
  screenSoundTrack: MediaStreamTrack | null
  devices: Record<DeviceKind, Device[]>
  chosen: Partial<Record<DeviceKind, string>>
}

/** How long devices stay on without a page that uses them: the way from the lobby to the room. */
const handOverMs = 3_000

export const canShareScreen = typeof navigator !== 'undefined' && 'getDisplayMedia' in (navigator.mediaDevices ?? {})
export const canChooseSpeaker = typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype

class LocalMedia {
  readonly state = new Store<MediaState>({
    camera: 'off',
    cameraTrack: null,
    microphone: 'off',
    microphoneTrack: null,
    screenTrack: null,
    screenSoundTrack: null,
    devices: { camera: [], microphone: [], speaker: [] },
    chosen: readChoices(),
  })
  #users = 0
  #isStarted = false
  #releaseTimer: ReturnType<typeof setTimeout> | undefined
  /** Counts requests by source, so that a late answer to an earlier one is let go of. */
  #requests = { camera: 0, microphone: 0 }

  /** Turns camera and microphone on for the first user, off some seconds after the last; answers how to let go. */
  open(): () => void {
    this.#users++
    clearTimeout(this.#releaseTimer)
    if (!this.#isStarted) void this.#start()
    return () => {
      if (--this.#users === 0) this.#releaseTimer = setTimeout(() => this.#release(), handOverMs)
    }
  }

  async toggle(source: Source): Promise<void> {
    const state = this.state.get()
    if (state[source] === 'asking') return
    if (source === 'microphone' && state.microphoneTrack) return this.#silence(state.microphone === 'on')
    if (state[source] === 'on') return this.#turnOff(source)
    await this.#acquire(source)
    await this.#listDevices()
  }

  /** Uses this device from now on, here and at the next visit. */
  async choose(kind: DeviceKind, id: string): Promise<void> {
    saveChoice(kind, id)
    this.state.set({ chosen: { ...this.state.get().chosen, [kind]: id } })
    if (kind === 'speaker') return
    const { [kind]: status, microphoneTrack } = this.state.get()
    const isSilent = kind === 'microphone' && status === 'off' && microphoneTrack !== null
    if (kind === 'camera' && status === 'off') return
    await this.#acquire(kind)
    if (isSilent) this.#silence(true)
  }

  /** Lets the person pick a screen, window or tab; false when they did not, or the browser could not. */
  async shareScreen(): Promise<boolean> {
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia(screenWish)
      const [picture] = stream.getVideoTracks()
      if (!picture) return false
      // Games move: smooth matters more than the last pixel.
      picture.contentHint = 'motion'
      picture.addEventListener('ended', () => this.state.get().screenTrack === picture && this.stopScreen())
      this.state.set({ screenTrack: picture, screenSoundTrack: stream.getAudioTracks()[0] ?? null })
      return true
    } catch (error) {
      if ((error as Error).name !== 'NotAllowedError') console.warn('the screen cannot be shared:', error)
      return false
    }
  }

  stopScreen(): void {
    const { screenTrack, screenSoundTrack } = this.state.get()
    screenTrack?.stop()
    screenSoundTrack?.stop()
    this.state.set({ screenTrack: null, screenSoundTrack: null })
  }

  async #start(): Promise<void> {
    this.#isStarted = true
    navigator.mediaDevices?.addEventListener('devicechange', this.#onDeviceChange)
    const requests = { camera: ++this.#requests.camera, microphone: ++this.#requests.microphone }
    this.state.set({ camera: 'asking', microphone: 'asking' })
    try {
      // Both at once: the browser asks one question instead of two.
      const wish = { video: this.#wish('camera'), audio: this.#wish('microphone') }
      const stream = await getUserMedia(wish)
      this.#take('camera', requests.camera, stream.getVideoTracks()[0])
      this.#take('microphone', requests.microphone, stream.getAudioTracks()[0])
    } catch (error) {
      await Promise.all([this.#startAlone('camera', error), this.#startAlone('microphone', error)])
    }
    await this.#listDevices()
  }

  /** One may be there or allowed where the other is not. Who said no is not asked again. */
  async #startAlone(source: Source, error: unknown): Promise<void> {
    const status = statusOf(error)
    if (status === 'unsupported' || (status === 'denied' && !(await isAllowed(source))))
      this.state.set({ [source]: status })
    else await this.#acquire(source)
  }

  async #acquire(source: Source): Promise<void> {
    const request = ++this.#requests[source]
    this.state.set({ [source]: 'asking' })
    try {
      const wish = this.#wish(source)
      const stream = await getUserMedia(source === 'camera' ? { video: wish } : { audio: wish })
      this.#take(source, request, stream.getTracks()[0])
    } catch (error) {
      if (request === this.#requests[source]) this.#lose(source, statusOf(error))
    }
  }

  #take(source: Source, request: number, track: MediaStreamTrack | undefined): void {
    if (request !== this.#requests[source] || !track) return track?.stop()
    this.#trackOf(source)?.stop()
    track.addEventListener('ended', () => this.#trackOf(source) === track && this.#lose(source, 'missing'))
    this.state.set(
      source === 'camera' ? { camera: 'on', cameraTrack: track } : { microphone: 'on', microphoneTrack: track },
    )
  }

  /** Stops the camera, so that its light goes out. */
  #turnOff(source: Source): void {
    this.#lose(source, 'off')
  }

  #silence(silent: boolean): void {
    const { microphoneTrack } = this.state.get()
    if (microphoneTrack) microphoneTrack.enabled = !silent
    this.state.set({ microphone: silent ? 'off' : 'on' })
  }

  #lose(source: Source, status: SourceStatus): void {
    this.#trackOf(source)?.stop()
    this.state.set(
      source === 'camera' ? { camera: status, cameraTrack: null } : { microphone: status, microphoneTrack: null },
    )
  }

  #trackOf(source: Source): MediaStreamTrack | null {
    const { cameraTrack, microphoneTrack } = this.state.get()
    return source === 'camera' ? cameraTrack : microphoneTrack
  }

  #release(): void {
    this.#isStarted = false
    this.#requests.camera++
    this.#requests.microphone++
    navigator.mediaDevices?.removeEventListener('devicechange', this.#onDeviceChange)
    this.stopScreen()
    this.#lose('camera', 'off')
    this.#lose('microphone', 'off')
  }

  #wish(source: Source): MediaTrackConstraints {
    const id = this.state.get().chosen[source]
    const device = id === undefined ? {} : { deviceId: { ideal: id } }
    return source === 'camera' ? { ...cameraWish, ...device } : { ...microphoneWish, ...device }
  }

  #onDeviceChange = (): void => void this.#listDevices()

  async #listDevices(): Promise<void> {
    const found = (await navigator.mediaDevices?.enumerateDevices()) ?? []
    const of = (kind: MediaDeviceKind) =>
      found
        .filter((device) => device.kind === kind && device.deviceId !== '')
        .map(({ deviceId, label }) => ({ id: deviceId, label }))
    this.state.set({ devices: { camera: of('videoinput'), microphone: of('audioinput'), speaker: of('audiooutput') } })
  }
}

const cameraWish = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } }
const microphoneWish = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }
/** With the game's sound where the browser can; never this page's own, which would come back as an echo. */
const screenWish = {
  video: { frameRate: { ideal: 30, max: 60 } },
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false, restrictOwnAudio: true },
  selfBrowserSurface: 'exclude',
  surfaceSwitching: 'include',
  systemAudio: 'include',
} as DisplayMediaStreamOptions

/** The camera, microphone and screen of this page. */
export const localMedia = new LocalMedia()

/** Keeps the devices on while the component is there. */
export function useOpenMedia(): void {
  useEffect(() => localMedia.open(), [])
}

async function getUserMedia(wish: MediaStreamConstraints): Promise<MediaStream> {
  if (!navigator.mediaDevices) throw new DOMException('only over https', 'NotSupportedError')
  return navigator.mediaDevices.getUserMedia(wish)
}

function statusOf(error: unknown): SourceStatus {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing'
    case 'NotSupportedError':
      return 'unsupported'
    default:
      return 'busy'
  }
}

async function isAllowed(source: Source): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: source as PermissionName })).state === 'granted'
  } catch {
    return false // a browser that does not tell: then the refusal was for both
  }
}
