import type { PersonCard } from '@ecc/contracts/vocabulary'
import { useCallback, useMemo, useState } from 'react'
import { useTimes } from '../../lib/viewer.ts'
import { Face } from '../../ui/face.tsx'
import { useJoinTiming } from './join-timing.ts'
import classes from './stage.module.css'
import { useRoomText } from './text.ts'
import { Tile } from './tile.tsx'
import type { RoomVisit } from './use-room.ts'

/** The pictures: the other side large, or what they share; the rest small in the corner. */
export function Stage({ bookingId, visit }: { bookingId: string; visit: RoomVisit }) {
  const t = useRoomText()
  const { state, media } = visit
  const { access, received, peerMedia } = state
  const video = useTimedVideo(bookingId, visit)
  if (access === null) return <div className={classes.stage} />
  const { me, other } = access
  const isUp = state.connection !== null && state.peerWasHere
  const theirScreen = isUp && peerMedia.screen ? received.screen : null
  const muted = peerMedia.microphone ? undefined : t('isMuted', { name: other.displayName })
  const theirCamera = {
    track: peerMedia.camera ? received.camera : null,
    person: other,
    name: other.displayName,
    label: t('videoOf', { name: other.displayName }),
    muted,
    onElement: video,
  }
  return (
    <section className={classes.stage} aria-label={t('stage')} data-screen={theirScreen !== null}>
      {!isUp ? (
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
      {isUp && state.connection !== 'connected' ? (
        <p className={classes.veil} aria-hidden>
          {t('reconnecting')}
        </p>
      ) : null}
      <div className={classes.small}>
        {theirScreen ? <Tile size="small" {...theirCamera} /> : null}
        {media.screenTrack ? (
          <Tile
            size="small"
            fit="contain"
            track={media.screenTrack}
            person={me}
            name={t('yourScreen')}
            label={t('yourScreen')}
          />
        ) : null}
        <Tile
          size="small"
          mirrored
          track={media.cameraTrack}
          person={me}
          name={t('you')}
          label={t('yourCamera')}
          muted={media.microphone === 'on' ? undefined : t('youAreMuted')}
        />
      </div>
    </section>
  )
}

/** Who is waited for, while there is nobody to see. */
function Status({ visit: { phase, state }, other }: { visit: RoomVisit; other: PersonCard }) {
  const t = useRoomText()
  const times = useTimes()
  const name = other.displayName
  const time = state.access ? times.time(state.access.closesAt) : ''
  return (
    <div className={classes.status}>
      <span className={classes.halo} data-waits={phase === 'waiting' || phase === 'left'}>
        <Face name={name} url={other.avatarUrl} size={104} />
      </span>
      <p className={classes.statusTitle}>{t(phase === 'ended' ? 'joining' : phase, { name })}</p>
      {phase === 'waiting' ? <p className={classes.statusBody}>{t('waitingBody', { name })}</p> : null}
      {phase === 'left' ? <p className={classes.statusBody}>{t('leftBody', { time })}</p> : null}
    </div>
  )
}

/** Measures how long it takes to the first picture: at joining, and again after the connection was lost. */
function useTimedVideo(bookingId: string, { joinStart, state }: RoomVisit) {
  const [video, setVideo] = useState<HTMLVideoElement | null>(null)
  const [lostAtMs, setLostAtMs] = useState<number | null>(null)
  if (state.lostAtMs !== null && state.lostAtMs !== lostAtMs) setLostAtMs(state.lostAtMs)
  const isUp = state.connection === 'connected'
  const start = useMemo(() => {
    if (!isUp) return null
    if (lostAtMs !== null) return { path: 'restart' as const, atMs: lostAtMs }
    return state.joinedPeer ? joinStart : null
  }, [isUp, lostAtMs, state.joinedPeer, joinStart])
  useJoinTiming(bookingId, start, video)
  return useCallback((element: HTMLVideoElement | null) => setVideo(element), [])
}
