/** What this browser keeps for the room, as JSON: beyond the visit (`local`) or until the tab is closed (`session`). */

type Where = 'local' | 'session'

/** What was kept; null when nothing was, or storage is refused. */
export function readKept(where: Where, name: string): unknown {
  try {
    return JSON.parse(storage(where).getItem(name) ?? 'null')
  } catch {
    return null
  }
}

/** False when storage is refused (private mode): then it holds until the page is left. */
export function keep(where: Where, name: string, value: unknown): boolean {
  try {
    storage(where).setItem(name, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

const storage = (where: Where) => (where === 'local' ? localStorage : sessionStorage)
