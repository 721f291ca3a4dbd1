import { useEffect, useState } from 'react'
import type { ChatMessage } from './call.ts'

/** How many messages of the other side came since the chat was last open, also before a reload of the page. */
export function useUnread(
  bookingId: string,
  chat: readonly ChatMessage[],
  otherId: string | undefined,
  isOpen: boolean,
): number {
  const name = `ecc-chat-seen-${bookingId}`
  const [seenAt, setSeenAt] = useState(() => read(name))
  const lastAt = chat.at(-1)?.at
  useEffect(() => {
    if (!isOpen || lastAt === undefined) return
    setSeenAt(lastAt)
    save(name, lastAt)
  }, [isOpen, lastAt, name])
  if (isOpen) return 0
  return chat.filter(({ from, at }) => from === otherId && at > seenAt).length
}

function read(name: string): string {
  try {
    return sessionStorage.getItem(name) ?? ''
  } catch {
    return '' // storage refused: after a reload all count as unread
  }
}

function save(name: string, value: string): void {
  try {
    sessionStorage.setItem(name, value)
  } catch {
    // Storage is refused: remembered until the page is reloaded.
  }
}
