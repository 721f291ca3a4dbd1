import { getNotes, saveNotes } from '@ecc/contracts/video'
import { useEffect, useState } from 'react'
import { call as callRoute } from '../../lib/api.ts'
import { Call } from './call.ts'
import { phaseOf } from './call-state.ts'
import { takeJoinStart } from './join-timing.ts'
import { localMedia, useOpenMedia } from './media.ts'
import { NotesDraft } from './notes-draft.ts'
import { takeAccess } from './room-access.ts'
import { useStore } from './store.ts'

/** A visit to the room of a booking, from when the component is there to when it goes. */
export function useRoom(bookingId: string) {
  useOpenMedia()
  const [{ call, notes, joinStart }] = useState(() => makeVisit(bookingId))
  useEffect(() => {
    call.start()
    void notes.refresh()
    // A page taken out of the browser's back-forward cache has left the room meanwhile.
    const onShow = (event: PageTransitionEvent) => event.persisted && location.reload()
    addEventListener('pageshow', onShow)
    return () => {
      removeEventListener('pageshow', onShow)
      void notes.flush()
      call.stop()
    }
  }, [call, notes])
  const state = useStore(call.state)
  return { call, notes, joinStart, state, phase: phaseOf(state), media: useStore(localMedia.state) }
}

export type RoomVisit = ReturnType<typeof useRoom>

function makeVisit(bookingId: string) {
  const params = { id: bookingId }
  const call = new Call({ getAccess: () => takeAccess(bookingId), onNotes: () => void notes.refresh() })
  const notes = new NotesDraft({
    load: () => callRoute(getNotes, { params }),
    save: (text, revision) => callRoute(saveNotes, { params, body: { text }, ifMatch: revision }),
    onSaved: () => call.tellOfNotes(),
  })
  return { call, notes, joinStart: takeJoinStart() }
}
