import type { PersonCard } from '@ecc/contracts/vocabulary'
import { QualityIcon } from './connection-badge.tsx'
import classes from './group-stage.module.css'
import { type JoinStart, useTimedVideo } from './join-timing.ts'
import { OwnTiles } from './own-tiles.tsx'
import type { ParticipantState } from './participant.ts'
import { useRoomText } from './text.ts'
import { Tile, type TileProps } from './tile.tsx'
import type { RoomVisit } from './use-room.ts'

/** Everybody in a grid, oneself last; when somebody shares a screen it takes the stage, and the people are a strip beside it. */
export function GroupStage(props: { bookingId: string; visit: RoomVisit; me: PersonCard; here: ParticipantState[] }) {
  const t = useRoomText()
  const { visit, me, here } = props
  const { media } = visit
  const first = visit.state.participants[0]?.person.id
  const screens = here.filter((one) => one.media.screen && one.received.screen !== null)
  const [shown, ...moreScreens] = screens.map((one) => screenOf(one, t('screenOf', { name: one.person.displayName })))
  const size = shown ? 'small' : 'cell'
  const tiles = here.length + moreScreens.length + (media.screenTrack ? 1 : 0) + 1
  return (
    <section className={classes.stage} aria-label={t('stage')} data-screen={shown !== undefined}>
      {shown ? <Tile {...shown} key={shown.person.id} size="large" /> : null}
      {/* One element for both, so that no picture starts anew. A strip may scroll, also by the keyboard. */}
      <div
        className={classes.people}
        role="group"
        aria-label={t('people')}
        data-tiles={tiles}
        tabIndex={shown ? 0 : undefined}
      >
        {moreScreens.map((screen) => (
          <Tile {...screen} key={`screen of ${screen.person.id}`} size={size} />
        ))}
        {here.map((one) => (
          <PersonTile
            key={one.person.id}
            bookingId={props.bookingId}
            joinStart={one.person.id === first ? visit.joinStart : null}
            of={one}
            size={size}
          />
        ))}
        <OwnTiles media={media} me={me} size={size} />
      </div>
    </section>
  )
}

function screenOf({ person, received }: ParticipantState, label: string) {
  return { fit: 'contain', track: received.screen, person, name: label, label } as const
}

/** Joining is measured by the picture of whoever was met first, coming back by everybody's. */
function PersonTile(props: {
  bookingId: string
  joinStart: JoinStart | null
  of: ParticipantState
  size: TileProps['size']
}) {
  const t = useRoomText()
  const { of, size } = props
  const video = useTimedVideo(props.bookingId, props.joinStart, of)
  const { person, media, received, connection, quality, wasConnected } = of
  const name = person.displayName
  const isUp = connection !== null && wasConnected
  const veil = connection === 'connected' ? undefined : t(wasConnected ? 'reconnecting' : 'connectingNow')
  return (
    <Tile
      size={size}
      track={isUp && media.camera ? received.camera : null}
      person={person}
      name={name}
      label={t('videoOf', { name })}
      muted={media.microphone ? undefined : t('isMuted', { name })}
      badge={quality === null ? null : <QualityIcon quality={quality} name={name} />}
      veil={veil}
      onElement={video}
    />
  )
}
