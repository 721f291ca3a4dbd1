import type { RoomAccess } from '@ecc/contracts/video'
import { useRoomText } from './text.ts'

/** Whether more than two meet. */
export const isGroup = ({ others, more }: Pick<RoomAccess, 'others' | 'more'>): boolean => others.length + more > 1

/** Whom one meets, in a few words: a name, or a name and how many others. */
export function useWho(access: RoomAccess | null): string | undefined {
  const t = useRoomText()
  const first = access?.others[0]
  if (!access || !first) return undefined
  const name = first.displayName
  return isGroup(access) ? t('withOthers', { name, count: access.others.length + access.more - 1 }) : name
}
