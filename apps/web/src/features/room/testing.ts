/** The browser's connections, to another browser and to the server, as tests of the room have them. */
import type { ClientSignal, ServerSignal } from '@ecc/contracts/video'

/** Lines, descriptions that differ, limits as they were set, and a state the test sets. */
export class FakeConnection {
  /** Every connection since this was last emptied. */
  static all: FakeConnection[] = []
  connectionState = 'new'
  signalingState = 'stable'
  iceConnectionState = 'new'
  localDescription: { type: string; sdp: string } | null = null
  remoteDescription: { type: string; sdp: string } | null = null
  onnegotiationneeded = () => {}
  onconnectionstatechange = () => {}
  readonly sessionId = String(FakeConnection.all.push(this))
  readonly lines: FakeLine[] = []

  createDataChannel = () => ({})
  getTransceivers = () => this.lines
  getStats = async () => new Map()

  addTransceiver(): FakeLine {
    const line = { sender: new FakeSender(), receiver: { track: null } }
    this.lines.push(line)
    return line
  }

  async setLocalDescription(): Promise<void> {
    const type = this.remoteDescription?.type === 'offer' ? 'answer' : 'offer'
    this.localDescription = { type, sdp: sdpOf(this.sessionId) }
  }

  async setRemoteDescription(description: { type: string; sdp: string }): Promise<void> {
    this.remoteDescription = description
  }

  close(): void {
    this.become('closed')
  }

  become(state: string): void {
    this.connectionState = state
    this.onconnectionstatechange()
  }
}

interface FakeLine {
  sender: FakeSender
  receiver: { track: null }
}

class FakeSender {
  #encodings: RTCRtpEncodingParameters[] = [{}]
  getParameters = () => ({ encodings: structuredClone(this.#encodings) })
  replaceTrack = async () => {}
  setStreams = () => {}
  async setParameters({ encodings }: { encodings: RTCRtpEncodingParameters[] }): Promise<void> {
    this.#encodings = encodings
  }
}

/** A description of the connection with this session id. */
export const sdpOf = (sessionId: string): string => `v=0\r\no=- ${sessionId} 2 IN IP4 127.0.0.1\r\n`

/** What a test needs of a socket: the browser's side is an event target with `send`. */
export class FakeSocket extends EventTarget {
  readyState = 0
  readonly sent: ClientSignal[] = []
  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientSignal)
  }
  close(): void {
    this.readyState = 3
  }
  open(): void {
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
  }
  receive(signal: ServerSignal | string): void {
    const data = typeof signal === 'string' ? signal : JSON.stringify(signal)
    this.dispatchEvent(new MessageEvent('message', { data }))
  }
  lose(): void {
    this.readyState = 3
    this.dispatchEvent(new Event('close'))
  }
}
