/** Brings two changes of one text together. */

interface Change {
  /** The part of the former text that was replaced. */
  from: number
  to: number
  by: string
}

/**
 * What both wrote, when they changed different places of `base`; undefined when they changed the same. Of two
 * insertions at one place theirs, which was saved first, comes first.
 */
export function mergeText(base: string, mine: string, theirs: string): string | undefined {
  if (mine === base || mine === theirs) return theirs
  if (theirs === base) return mine
  const a = changeOf(base, mine)
  const b = changeOf(base, theirs)
  const bothInsert = a.from === a.to && b.from === b.to
  if (bothInsert && a.from === b.from) return base.slice(0, a.from) + b.by + a.by + base.slice(a.from)
  if (a.to <= b.from) return apply(apply(base, b), a)
  if (b.to <= a.from) return apply(apply(base, a), b)
  return undefined
}

/** Where a place of the former text is in the latter: what was written before it moves it on. */
export function placeAfter(before: string, after: string, place: number): number {
  const change = changeOf(before, after)
  return place <= change.from ? place : Math.max(change.from, place + after.length - before.length)
}

function changeOf(base: string, changed: string): Change {
  const shorter = Math.min(base.length, changed.length)
  let same = 0
  while (same < shorter && base[same] === changed[same]) same++
  let sameAtEnd = 0
  while (sameAtEnd < shorter - same && base.at(-1 - sameAtEnd) === changed.at(-1 - sameAtEnd)) sameAtEnd++
  return { from: same, to: base.length - sameAtEnd, by: changed.slice(same, changed.length - sameAtEnd) }
}

function apply(text: string, { from, to, by }: Change): string {
  return text.slice(0, from) + by + text.slice(to)
}
