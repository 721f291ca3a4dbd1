import type { PersonCard } from '@ecc/contracts/vocabulary'
import { IconMicrophoneOff } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Face } from '../../ui/face.tsx'
import classes from './tile.module.css'
import { TrackVideo, type TrackVideoProps } from './track-video.tsx'

export interface TileProps extends Omit<TrackVideoProps, 'track' | 'onPicture'> {
  track: MediaStreamTrack | null
  /** Shown while there is no picture. */
  person: PersonCard
  name: string
  /** Says in words that the microphone is off. */
  muted?: string | undefined
  /** After the name: how good the connection is. */
  badge?: ReactNode
  /** Over the picture: that there is no connection, in words. */
  veil?: string | undefined
  /** `cell`: as large as its place in the grid. */
  size: 'large' | 'small' | 'cell'
}

const faceSizes = { large: 112, cell: 64, small: 44 }

/** One person's camera, or a screen, with the name; a face while there is no picture. */
export function Tile({ track, person, name, muted, badge, veil, size, ...video }: TileProps) {
  const [shownTrack, setShownTrack] = useState<MediaStreamTrack | null>(null)
  const visible = track !== null && shownTrack === track
  return (
    <figure className={classes.tile} data-size={size} data-visible={visible}>
      {track === null ? null : (
        <TrackVideo {...video} track={track} onPicture={(shown) => setShownTrack(shown ? track : null)} />
      )}
      {visible ? null : (
        <span className={classes.face}>
          <Face name={person.displayName} url={person.avatarUrl} size={faceSizes[size]} />
        </span>
      )}
      {veil === undefined ? null : <p className={classes.veil}>{veil}</p>}
      <figcaption className={classes.name}>
        {muted === undefined ? null : <IconMicrophoneOff size={15} role="img" aria-label={muted} data-muted />}
        <span>{name}</span>
        {badge}
      </figcaption>
    </figure>
  )
}
