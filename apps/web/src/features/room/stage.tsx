import type { PersonCard } from '@ecc/contracts/vocabulary'
import { useTimes } from '../../lib/viewer.ts'
import { Face } from '../../ui/face.tsx'
import { thoseHere } from './call-state.ts'
import { phaseText } from './connection-badge.tsx'
import { GroupStage } from './group-stage.tsx'
import { useTimedVideo } from './join-timing.ts'
import { OwnTiles } from './own-tiles.tsx'
import classes from './stage.module.css'
import { useRoomText } from './text.ts'
import { Tile } from './tile.tsx'
import type { RoomVisit } from './use-room.ts'
import { isGroup, useWho } from './who.ts'

/** The pictures. Of two, the other side is large and oneself small; of more, everybody has the same place. */
export function Stage({ bookingId, visit }: { bookingId: string; visit: RoomVisit }) {
  const { access, participants } = visit.state
  if (access === null) return <div className={classes.stage} />
  const here = thoseHere(participants)
  if (isGroup(access) && here.length > 0)
    return <GroupStage bookingId={bookingId} visit={visit} me={access.me} here={here} />
  const [other] = access.others
  return other ? <PairStage bookingId={bookingId} visit={visit} me={access.me} other={other} /> : null
}

/** The other side large, or what they share; the rest small in the corner. */
function PairStage(props: { bookingId: string; visit: RoomVisit; me: PersonCard; other: PersonCard }) {
  const t = useRoomText()
  const { visit, me, other } = props
  const { media } = visit
  const participant = visit.state.participants.find(({ person }) => person.id === other.id)
  const video = useTimedVideo(props.bookingId, visit.joinStart, participant)
  const up = participant && participant.connection !== null && participant.wasConnected ? participant : null
  const theirScreen = up?.media.screen ? up.received.screen : null
  const theirCamera = {
    track: up?.media.camera ? up.received.camera : null,
    person: other,
    name: other.displayName,
    label: t('videoOf', { name: other.displayName }),
    muted: up?.media.microphone === false ? t('isMuted', { name: other.displayName }) : undefined,
    onElement: video,
  }
  return (
    <section className={classes.stage} aria-label={t('stage')} data-screen={theirScreen !== null}>
      {!up ? (
        <Status visit={visit} other={other} />
      ) : theirScreen ? (
        <Tile
          size="large"
          fit="contain"
          track={theirScreen}
          person={other}
          name={t('screenOf', { name: other.displayName })}
          label={t('screenOf', { name: other.displayName })}
        />
      ) : (
        <Tile size="large" {...theirCamera} />
      )}
      {up && up.connection !== 'connected' ? (
        <p className={classes.veil} aria-hidden>
          {t('reconnecting')}
        </p>
      ) : null}
      <div className={classes.small}>
        {theirScreen ? <Tile size="small" {...theirCamera} /> : null}
        <OwnTiles media={media} me={me} size="small" />
      </div>
    </section>
  )
}

/** Who is waited for, while there is nobody to see. */
function Status({ visit: { phase, state }, other }: { visit: RoomVisit; other: PersonCard }) {
  const t = useRoomText()
  const times = useTimes()
  const name = useWho(state.access) ?? other.displayName
  const group = state.access !== null && isGroup(state.access)
  const time = state.access ? times.time(state.access.closesAt) : ''
  return (
    <div className={classes.status}>
      <span className={classes.halo} data-waits={phase === 'waiting' || phase === 'left'}>
        <Face name={other.displayName} url={other.avatarUrl} size={104} />
      </span>
      <p className={classes.statusTitle}>{phaseText(t, { phase, name, group })}</p>
      {phase === 'waiting' ? (
        <p className={classes.statusBody}>{group ? t('waitingForAll') : t('waitingBody', { name })}</p>
      ) : null}
      {phase === 'left' ? <p className={classes.statusBody}>{t('leftBody', { time })}</p> : null}
    </div>
  )
}
