import { useEffect, useState } from 'react'
import classes from './tile.module.css'

export interface TrackVideoProps {
  track: MediaStreamTrack
  label: string
  /** Own pictures, as in a mirror. */
  mirrored?: boolean
  /** `contain` shows all of it: for screens, on which the edges count. */
  fit?: 'cover' | 'contain'
  /** Whether there is a picture to see yet. */
  onPicture?: (visible: boolean) => void
  onElement?: (video: HTMLVideoElement | null) => void
}

/** The picture of one track; its sound is played elsewhere. */
export function TrackVideo({ track, label, mirrored, fit = 'cover', onPicture, onElement }: TrackVideoProps) {
  const [video, setVideo] = useState<HTMLVideoElement | null>(null)
  useEffect(() => {
    if (!video) return
    video.srcObject = new MediaStream([track])
    // Refused or interrupted by the next track: `autoplay` goes on from there.
    video.play().catch((error: Error) => error.name !== 'AbortError' && console.warn('a picture waits:', error.message))
    return () => {
      video.srcObject = null
    }
  }, [video, track])
  useEffect(() => {
    onElement?.(video)
    return () => onElement?.(null)
  }, [video, onElement])
  return (
    <video
      ref={setVideo}
      className={classes.video}
      data-mirrored={mirrored}
      data-fit={fit}
      aria-label={label}
      autoPlay
      playsInline
      muted
      onLoadedData={() => onPicture?.(true)}
      onEmptied={() => onPicture?.(false)}
    />
  )
}
