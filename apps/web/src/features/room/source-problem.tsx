import { localMedia, type Source, type SourceStatus } from './media.ts'
import { useRoomText } from './text.ts'

const problems = {
  camera: {
    denied: 'cameraDenied',
    missing: 'cameraMissing',
    busy: 'cameraBusy',
    unsupported: 'cameraUnsupported',
  },
  microphone: {
    denied: 'microphoneDenied',
    missing: 'microphoneMissing',
    busy: 'microphoneBusy',
    unsupported: 'microphoneUnsupported',
  },
} as const

/** Why a source cannot be used, and how to try again; undefined while it is on, off by choice, or being asked for. */
export function useSourceProblem(source: Source, status: SourceStatus) {
  const t = useRoomText()
  if (status === 'off' || status === 'on' || status === 'asking') return undefined
  const text = t(problems[source][status])
  return { text, retry: status === 'unsupported' ? undefined : () => void localMedia.toggle(source) }
}
