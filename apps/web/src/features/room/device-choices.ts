/** Which devices were chosen at the last visit, kept in this browser. */

export type DeviceKind = 'camera' | 'microphone' | 'speaker'

const storageName = 'ecc-devices'

/** The ids of the chosen devices; empty when none were chosen or storage is refused. */
export function readChoices(): Partial<Record<DeviceKind, string>> {
  const kept = read(storageName)
  return typeof kept === 'object' && kept !== null ? (kept as Partial<Record<DeviceKind, string>>) : {}
}

export function saveChoice(kind: DeviceKind, id: string): void {
  save(storageName, { ...readChoices(), [kind]: id })
}

const shortcutsName = 'ecc-room-shortcuts'

/** Whether single keys act in the room; on unless turned off. */
export function readShortcutsOn(): boolean {
  return read(shortcutsName) !== false
}

export function saveShortcutsOn(on: boolean): void {
  save(shortcutsName, on)
}

function read(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null')
  } catch {
    return null // storage refused, or not ours: as if nothing had been chosen
  }
}

function save(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value))
  } catch {
    // Storage is refused (private mode): the choice holds for this visit.
  }
}
