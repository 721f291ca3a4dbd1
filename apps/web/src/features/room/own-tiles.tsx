import type { PersonCard } from '@ecc/contracts/vocabulary'
import { useRoomText } from './text.ts'
import { Tile, type TileProps } from './tile.tsx'
import type { RoomVisit } from './use-room.ts'

/** What one shows oneself: the shared screen, if any, and the camera as in a mirror. */
export function OwnTiles({ media, me, size }: { media: RoomVisit['media']; me: PersonCard; size: TileProps['size'] }) {
  const t = useRoomText()
  return (
    <>
      {media.screenTrack ? (
        <Tile
          size={size}
          fit="contain"
          track={media.screenTrack}
          person={me}
          name={t('yourScreen')}
          label={t('yourScreen')}
        />
      ) : null}
      <Tile
        size={size}
        mirrored
        track={media.cameraTrack}
        person={me}
        name={t('you')}
        label={t('yourCamera')}
        muted={media.microphone === 'on' ? undefined : t('youAreMuted')}
      />
    </>
  )
}
