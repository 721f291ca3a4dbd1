/** Who is in a room, as the others there are told. */
import type { RoomPeer } from '@ecc/contracts/video'
import type { Stay } from './stay.ts'

/** One person's connection to a room. */
export type Present = Pick<Stay, 'userId' | 'role' | 'generation' | 'card'>

/** The part of a stay that the others are told. */
export function presentOf({ userId, role, generation, card }: Stay): Present {
  return { userId, role, generation, card }
}

/** Somebody as somebody else in the room sees them. */
export function seenBy(me: Pick<Present, 'userId' | 'role'>, them: Present): RoomPeer {
  return { person: them.card, role: them.role, generation: them.generation, polite: givesWay(me, them) }
}

/** Of each pair one gives way, always the same: a player to the coach, of two players the one with the greater id. */
function givesWay(me: Pick<Present, 'userId' | 'role'>, them: Pick<Present, 'userId' | 'role'>): boolean {
  return me.role === them.role ? me.userId > them.userId : me.role === 'player'
}
