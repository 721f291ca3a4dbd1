import type { ExternalCalendar } from '@ecc/contracts/external-calendars'

/** How it stands with a calendar: `waiting` for its first reading or one just asked for. */
export type SyncState = 'paused' | 'failing' | 'waiting' | 'good'

/** A calendar's state. A failing one that is tried again is still failing until that went well. */
export function syncState({ paused, failures, lastSyncAt }: ExternalCalendar): SyncState {
  if (paused) return 'paused'
  if (failures > 0) return 'failing'
  return lastSyncAt === null ? 'waiting' : 'good'
}

/** Whether a reading is due (`nowMs` is the server's time) or under way, so that the page should look again soon. */
export function isBeingRead(calendar: ExternalCalendar, nowMs: number): boolean {
  const { nextSyncAt } = calendar
  return syncState(calendar) === 'waiting' || (nextSyncAt !== null && Date.parse(nextSyncAt) <= nowMs)
}
