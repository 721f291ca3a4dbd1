/** Which devices were chosen at the last visit, and whether single keys act; kept in this browser. */
import { keep, readKept } from './kept.ts'

export type DeviceKind = 'camera' | 'microphone' | 'speaker'

const devicesName = 'ecc-devices'
const shortcutsName = 'ecc-room-shortcuts'

/** The ids of the chosen devices; empty when none were chosen. */
export function readChoices(): Partial<Record<DeviceKind, string>> {
  const kept = readKept('local', devicesName)
  return typeof kept === 'object' && kept !== null ? (kept as Partial<Record<DeviceKind, string>>) : {}
}

export function saveChoice(kind: DeviceKind, id: string): void {
  keep('local', devicesName, { ...readChoices(), [kind]: id })
}

/** Whether single keys act in the room; on unless turned off. */
export function readShortcutsOn(): boolean {
  return readKept('local', shortcutsName) !== false
}

export function saveShortcutsOn(on: boolean): void {
  keep('local', shortcutsName, on)
}
