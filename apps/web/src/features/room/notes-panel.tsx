import { Button, Group, Text, Textarea } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconCloudUp, IconPencil } from '@tabler/icons-react'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { useTimes } from '../../lib/viewer.ts'
import { placeAfter } from './merge-text.ts'
import { maxNotesLength, type NotesDraft, type NotesState } from './notes-draft.ts'
import classes from './panels.module.css'
import { useStore } from './store.ts'
import { useRoomText } from './text.ts'

/** The other side's changes come over the connection; without it they are looked for this often. */
const lookEveryMs = 10_000

/** The notes both write; they save themselves. */
export function NotesPanel({ notes, otherName }: { notes: NotesDraft; otherName: string }) {
  const t = useRoomText()
  const state = useStore(notes.state)
  const { area, follow } = useCaretKept(state.text)
  useEffect(() => {
    void notes.refresh()
    const timer = setInterval(() => void notes.refresh(), lookEveryMs)
    return () => {
      clearInterval(timer)
      void notes.flush()
    }
  }, [notes])
  return (
    <div className={classes.notes}>
      <Text size="sm" c="dimmed" id="room-notes-hint">
        {t('notesHint')}
      </Text>
      <Textarea
        ref={area}
        aria-label={t('notesLabel')}
        aria-describedby="room-notes-hint"
        classNames={{ root: classes.area, wrapper: classes.area, input: classes.areaInput }}
        maxLength={maxNotesLength}
        disabled={state.status === 'loading'}
        readOnly={state.status === 'conflict'}
        data-autofocus
        autoFocus
        value={state.text}
        onChange={(event) => {
          follow(event.currentTarget)
          notes.edit(event.currentTarget.value)
        }}
        onSelect={(event) => follow(event.currentTarget)}
        onBlur={() => void notes.flush()}
      />
      {state.theirs === null ? null : <Conflict theirs={state.theirs} otherName={otherName} notes={notes} />}
      <SavedState state={state} />
    </div>
  )
}

function Conflict({ theirs, otherName, notes }: { theirs: string; otherName: string; notes: NotesDraft }) {
  const t = useRoomText()
  return (
    <div className={classes.conflict} role="alert">
      <Text size="sm" fw={620}>
        {t('conflictBody', { name: otherName })}
      </Text>
      <pre className={classes.theirs} tabIndex={0}>
        {theirs}
      </pre>
      <Group gap="xs">
        <Button size="sm" onClick={() => notes.decide('both')}>
          {t('keepBoth')}
        </Button>
        <Button size="sm" variant="default" onClick={() => notes.decide('theirs')}>
          {t('useTheirs')}
        </Button>
      </Group>
    </div>
  )
}

const looks = {
  loading: { icon: IconCloudUp, text: 'notesLoading' },
  saved: { icon: IconCheck, text: 'notesSaved' },
  unsaved: { icon: IconPencil, text: 'notesUnsaved' },
  saving: { icon: IconCloudUp, text: 'notesSaving' },
  failed: { icon: IconAlertTriangle, text: 'notesFailed' },
  conflict: { icon: IconAlertTriangle, text: 'notesConflict' },
} as const

function SavedState({ state: { status, savedAt } }: { state: NotesState }) {
  const t = useRoomText()
  const times = useTimes()
  const { icon: Icon, text } = looks[status]
  const words = status === 'saved' && savedAt !== null ? t('notesSavedAt', { time: times.time(savedAt) }) : t(text)
  return (
    <p className={`${classes.saved} figures`} role="status" data-status={status}>
      <Icon size={16} aria-hidden /> {words}
    </p>
  )
}

/** Keeps the caret at its words when the other side's come in before it. */
function useCaretKept(text: string) {
  const area = useRef<HTMLTextAreaElement>(null)
  const known = useRef({ text, caret: 0 })
  useLayoutEffect(() => {
    const element = area.current
    const { text: before, caret } = known.current
    known.current = { text, caret }
    if (!element || before === text || document.activeElement !== element) return
    const kept = placeAfter(before, text, caret)
    element.setSelectionRange(kept, kept)
  }, [text])
  /** Called as the person types or moves the caret. */
  const follow = (element: HTMLTextAreaElement) => {
    known.current = { text: element.value, caret: element.selectionStart }
  }
  return { area, follow }
}
