/** What is written in the room: the last 200 messages of each session are kept. */

import type { ServerSignal } from '@ecc/contracts/video'
import type { Queryable, Tx } from '@ecc/kit'

type Message = Extract<ServerSignal, { type: 'joined' }>['chat'][number]

const maxKept = 200

/** Keeps a message, and lets go of the oldest beyond 200. */
export async function addChat(tx: Tx, roomId: string, { from, name, text, at }: Message): Promise<void> {
  await tx`insert into chat (room_id, user_id, name, text, at) values (${roomId}, ${from}, ${name}, ${text}, ${at})`
  await tx`
    delete from chat where room_id = ${roomId} and sequence <= (
      select sequence from chat where room_id = ${roomId} order by sequence desc offset ${maxKept} limit 1)`
}

/** The messages of a session, oldest first. */
export async function chatOf(db: Queryable, roomId: string): Promise<Message[]> {
  const rows = await db<Message>`
    select user_id as from, name, text, at from chat where room_id = ${roomId} order by sequence desc limit ${maxKept}`
  return rows.reverse()
}
