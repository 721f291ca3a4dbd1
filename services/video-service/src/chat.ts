/** What is written in the room: the last 200 messages of each booking are kept. */

import type { ServerSignal } from '@ecc/contracts/video'
import type { Queryable, Tx } from '@ecc/kit'

type Message = Extract<ServerSignal, { type: 'joined' }>['chat'][number]

const maxKept = 200

/** Keeps a message, and lets go of the oldest beyond 200. */
export async function addChat(tx: Tx, bookingId: string, { from, text, at }: Message): Promise<void> {
  await tx`insert into chat (booking_id, user_id, text, at) values (${bookingId}, ${from}, ${text}, ${at})`
  await tx`
    delete from chat where booking_id = ${bookingId} and sequence <= (
      select sequence from chat where booking_id = ${bookingId} order by sequence desc offset ${maxKept} limit 1)`
}

/** The messages of a booking, oldest first. */
export async function chatOf(db: Queryable, bookingId: string): Promise<Message[]> {
  const rows = await db<Message>`
    select user_id as from, text, at from chat where booking_id = ${bookingId} order by sequence desc limit ${maxKept}`
  return rows.reverse()
}
