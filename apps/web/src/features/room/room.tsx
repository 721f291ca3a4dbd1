import { Text, VisuallyHidden } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import { now } from '../../lib/clock.ts'
import { useTimes } from '../../lib/viewer.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { usePageTitle } from '../../ui/page.tsx'
import { worstQuality } from './call-state.ts'
import { ChatPanel } from './chat-panel.tsx'
import { ConnectionBadge } from './connection-badge.tsx'
import { Controls, type PanelName, toggleScreen } from './controls.tsx'
import { readShortcutsOn, saveShortcutsOn } from './device-choices.ts'
import { DeviceSettings } from './device-settings.tsx'
import { localMedia } from './media.ts'
import { NotesPanel } from './notes-panel.tsx'
import dark from './on-dark.module.css'
import type { ParticipantState } from './participant.ts'
import { RemoteSound } from './remote-sound.tsx'
import classes from './room.module.css'
import { RoomEnded } from './room-end.tsx'
import { RoomNotices } from './room-notices.tsx'
import { SessionTimer } from './session-timer.tsx'
import { SidePanel } from './side-panel.tsx'
import { Stage } from './stage.tsx'
import { useRoomText } from './text.ts'
import { type RoomVisit, useRoom } from './use-room.ts'
import { useShortcuts } from './use-shortcuts.ts'
import { useUnread } from './use-unread.ts'
import { isGroup, useWho } from './who.ts'

/** The room of a booking. Leaving it ends the visit; `onAgain` begins another. */
export function Room({ bookingId, onAgain }: { bookingId: string; onAgain: () => void }) {
  const t = useRoomText()
  const visit = useRoom(bookingId)
  const { state } = visit
  const name = useWho(state.access)
  const title = name === undefined ? t('titleUnknown') : t('title', { name })
  usePageTitle(title)
  if (state.end) {
    const isGroupPlayer = state.access !== null && state.access.role === 'player' && isGroup(state.access)
    return <RoomEnded bookingId={bookingId} end={state.end} group={isGroupPlayer} onAgain={onAgain} />
  }
  return <OpenRoom bookingId={bookingId} visit={visit} title={title} />
}

const shortcuts = {
  m: () => void localMedia.toggle('microphone'),
  v: () => void localMedia.toggle('camera'),
  s: toggleScreen,
}

function OpenRoom({ bookingId, visit, title }: { bookingId: string; visit: RoomVisit; title: string }) {
  const { state, phase, media } = visit
  const { access } = state
  const [panel, setPanel] = useState<PanelName | null>(null)
  const [asksSettings, setAsksSettings] = useState(false)
  const [shortcutsOn, setShortcutsOn] = useState(readShortcutsOn)
  const [announcement, announce] = useState('')
  const name = useWho(access) ?? ''
  const sound = useSound(visit)
  const leaving = useLeaving(bookingId, visit)
  const unread = useUnread(bookingId, state.chat, access?.me.id, panel === 'chat')
  useNewMessages(visit, panel === 'chat', announce)
  useComings(visit, announce)
  useShortcuts(shortcuts, shortcutsOn)
  return (
    <div className={classes.room} data-panel={panel !== null}>
      <header className={`${classes.top} ${dark.dark}`}>
        <h1 className={classes.title}>{title}</h1>
        {access ? <SessionTimer times={access} announce={announce} /> : null}
        <ConnectionBadge
          phase={phase}
          quality={worstQuality(state.participants)}
          name={name}
          group={access !== null && isGroup(access)}
        />
      </header>
      <main className={`${classes.main} ${dark.dark}`}>
        <Stage bookingId={bookingId} visit={visit} />
        <RoomNotices visit={visit} soundBlocked={sound.isBlocked} onHear={sound.allow} />
      </main>
      {access && panel ? (
        <RoomPanel panel={panel} visit={visit} access={access} onClose={() => setPanel(null)} />
      ) : null}
      <Controls
        media={media}
        panel={panel}
        unread={unread}
        shortcutsOn={shortcutsOn}
        onPanel={(name) => setPanel(panel === name ? null : name)}
        onSettings={() => setAsksSettings(true)}
        onLeave={leaving.ask}
      />
      {soundsOf(state.participants).map((track) => (
        <RemoteSound
          key={track.id}
          track={track}
          speakerId={media.chosen.speaker}
          attempt={sound.attempt}
          onBlocked={sound.block}
        />
      ))}
      <DeviceSettings
        opened={asksSettings}
        shortcutsOn={shortcutsOn}
        onShortcuts={(on) => {
          setShortcutsOn(on)
          saveShortcutsOn(on)
        }}
        onClose={() => setAsksSettings(false)}
      />
      {leaving.dialog}
      <VisuallyHidden role="status">{announcement}</VisuallyHidden>
    </div>
  )
}

function RoomPanel(props: {
  panel: PanelName
  visit: RoomVisit
  access: NonNullable<RoomVisit['state']['access']>
  onClose: () => void
}) {
  const t = useRoomText()
  const { call, notes, state } = props.visit
  const { me, others } = props.access
  const writer = isGroup(props.access) ? undefined : others[0]?.displayName
  return (
    <SidePanel panel={props.panel} onClose={props.onClose}>
      {props.panel === 'chat' ? (
        <ChatPanel
          chat={state.chat}
          me={me}
          canSend={state.signalling === 'joined'}
          onSend={(text) => call.say(text)}
        />
      ) : (
        <NotesPanel notes={notes} otherName={writer ?? t('somebodyElse')} />
      )}
    </SidePanel>
  )
}

/** Leaving asks before the end of the session, and leads to the session's page. */
function useLeaving(bookingId: string, { state }: RoomVisit) {
  const t = useRoomText()
  const times = useTimes()
  const navigate = useNavigate()
  const [isAsking, setIsAsking] = useState(false)
  const leave = () => void navigate({ to: '/bookings/$id', params: { id: bookingId } })
  const { access } = state
  const isBeforeEnd = access !== null && now() < Date.parse(access.endsAt)
  const dialog = access ? (
    <ConfirmDialog
      opened={isAsking}
      title={t('leaveTitle')}
      confirmLabel={t('leave')}
      cancelLabel={t('stay')}
      danger
      onConfirm={leave}
      onClose={() => setIsAsking(false)}
    >
      <Text>{t('leaveBody', { end: times.time(access.endsAt), close: times.time(access.closesAt) })}</Text>
    </ConfirmDialog>
  ) : null
  return { ask: () => (isBeforeEnd ? setIsAsking(true) : leave()), dialog }
}

/** Browsers may hold sound back until something is clicked, or until a microphone is on. */
function useSound({ media }: RoomVisit) {
  const [isBlocked, setIsBlocked] = useState(false)
  const [attempt, setAttempt] = useState(0)
  const block = useCallback(() => setIsBlocked(true), [])
  const allow = useCallback(() => {
    setIsBlocked(false)
    setAttempt((count) => count + 1)
  }, [])
  const captures = media.microphoneTrack !== null || media.cameraTrack !== null
  useEffect(() => {
    if (captures) allow()
  }, [captures, allow])
  useEffect(() => {
    if (!isBlocked) return
    document.addEventListener('pointerdown', allow)
    document.addEventListener('keydown', allow)
    return () => {
      document.removeEventListener('pointerdown', allow)
      document.removeEventListener('keydown', allow)
    }
  }, [isBlocked, allow])
  return { isBlocked, attempt, block, allow }
}

/** Has new messages read out while the chat is closed; open, it does so itself. */
function useNewMessages({ state }: RoomVisit, chatIsOpen: boolean, announce: (text: string) => void): void {
  const t = useRoomText()
  const last = state.chat.at(-1)
  const myId = state.access?.me.id
  useEffect(() => {
    if (chatIsOpen || !last || myId === undefined || last.from === myId) return
    announce(t('newMessage', { name: last.name, text: last.text }))
  }, [last, myId, chatIsOpen, announce, t])
}

/** Has read out who comes into and goes from a group; of two, the badge says it. */
function useComings({ state: { access, participants } }: RoomVisit, announce: (text: string) => void): void {
  const t = useRoomText()
  const known = useRef<readonly string[]>([])
  const group = access !== null && isGroup(access)
  useEffect(() => {
    if (!group) return
    const before = known.current
    known.current = participants.filter(({ present }) => present).map(({ person }) => person.id)
    const came = participants.find(({ present, person }) => present && !before.includes(person.id))
    const went = participants.find(({ present, person }) => !present && before.includes(person.id))
    if (came) announce(t('cameIn', { name: came.person.displayName }))
    else if (went) announce(t('left', { name: went.person.displayName }))
  }, [group, participants, announce, t])
}

function soundsOf(participants: readonly ParticipantState[]): MediaStreamTrack[] {
  return participants
    .flatMap(({ received }) => [received.microphone, received.screenSound])
    .filter((track) => track !== null)
}
