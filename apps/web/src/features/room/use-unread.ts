import { useEffect, useState } from 'react'
import type { ChatMessage } from './call-state.ts'
import { keep, readKept } from './kept.ts'

/** How many messages of others came since the chat was last open, also before a reload of the page. */
export function useUnread(
  bookingId: string,
  chat: readonly ChatMessage[],
  myId: string | undefined,
  isOpen: boolean,
): number {
  const name = `ecc-chat-seen-${bookingId}`
  const [seenAt, setSeenAt] = useState(() => {
    const kept = readKept('session', name)
    return typeof kept === 'string' ? kept : ''
  })
  const lastAt = chat.at(-1)?.at
  useEffect(() => {
    if (!isOpen || lastAt === undefined) return
    setSeenAt(lastAt)
    keep('session', name, lastAt)
  }, [isOpen, lastAt, name])
  if (isOpen) return 0
  return chat.filter(({ from, at }) => from !== myId && at > seenAt).length
}
