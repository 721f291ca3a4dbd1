import { useEffect, useRef } from 'react'

/** Plays one track on the chosen speaker, unseen. `onBlocked`: the browser waits for a click first. */
export function RemoteSound(props: {
  track: MediaStreamTrack
  speakerId: string | undefined
  /** Counts the clicks that allow sound; a new number plays again. */
  attempt: number
  onBlocked: () => void
}) {
  const { track, speakerId, attempt, onBlocked } = props
  const audio = useRef<HTMLAudioElement>(null)
  useEffect(() => {
    const element = audio.current
    if (!element) return
    element.srcObject = new MediaStream([track])
    return () => {
      element.srcObject = null
    }
  }, [track])
  useEffect(() => {
    audio.current?.play().catch((error: Error) => error.name === 'NotAllowedError' && onBlocked())
  }, [track, attempt, onBlocked])
  useEffect(() => {
    if (speakerId === undefined || !audio.current || !('setSinkId' in audio.current)) return
    // A speaker that was unplugged: the browser goes on with the system's.
    audio.current.setSinkId(speakerId).catch((error: Error) => console.warn('not on that speaker:', error.message))
  }, [speakerId])
  return <audio ref={audio} autoPlay />
}
