/** The notes that all in a session share. */
import { changedMeanwhile } from '@ecc/contracts/problems'
import type { Notes as NotesShape } from '@ecc/contracts/video'
import type { Queryable, Tx } from '@ecc/kit'
import type { Static } from 'typebox'

/** The notes of a session; revision 0 before anything was written. */
export type Notes = Static<typeof NotesShape>

/** Reads the notes of a session. */
export async function notesOf(db: Queryable, roomId: string): Promise<Notes> {
  const notes = await db.first<Notes>`select text, revision, updated_at from notes where room_id = ${roomId}`
  return notes ?? { text: '', revision: 0, updatedAt: null }
}

/** Writes the notes; `seen` is the revision the writer read, null does not care. Throws changedMeanwhile. */
export async function writeNotes(
  tx: Tx,
  roomId: string,
  change: { text: string; seen: number | null; by: string; at: Date },
): Promise<Notes> {
  await tx`insert into notes (room_id, text, revision) values (${roomId}, '', 0) on conflict do nothing`
  const { revision } = await tx.one<{ revision: number }>`
    select revision from notes where room_id = ${roomId} for update`
  if (change.seen !== null && change.seen !== revision) throw changedMeanwhile()
  return tx.one<Notes>`
    update notes set text = ${change.text}, revision = revision + 1, updated_at = ${change.at}, updated_by = ${change.by}
     where room_id = ${roomId} returning text, revision, updated_at`
}
