/** The numbers of a policy as flat fields of a form: `flexible.fullHours`, each with its bounds from the contract. */
import { PolicyValues } from '@ecc/contracts/policies'
import { limitOf } from '../../lib/field-limits.ts'

/** A field: where it stands, what it is, and within which bounds. `days` is a list of numbers. */
export interface PolicyField {
  path: string
  description: string
  bounds: { minimum: number; maximum: number } | 'days'
}

/** What a form holds: text by path, as typed. */
export type PolicyDraft = Record<string, string>

interface Schema {
  type?: string
  description?: string
  properties?: Record<string, Schema>
}

/** Every field, in the order of the contract. */
export const policyFields: readonly PolicyField[] = fieldsOf(PolicyValues as unknown as Schema, '')

function fieldsOf(schema: Schema, prefix: string): PolicyField[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`
    if (field.properties) return fieldsOf(field, `${path}.`)
    const bounds =
      field.type === 'array'
        ? ('days' as const)
        : { minimum: limitOf(field, 'minimum'), maximum: limitOf(field, 'maximum') }
    return [{ path, description: field.description ?? path, bounds }]
  })
}

/** Which fields stand together, by the beginnings of their paths. */
export const policyGroups = {
  selling: ['hold', 'playerFee', 'trial', 'series', 'package'],
  asking: ['request', 'waiting'],
  moving: ['move'],
  cancelling: ['flexible', 'standard', 'strict', 'lateRefund', 'grace', 'credit'],
  attending: ['presence', 'coachLate', 'playerLate', 'failure', 'proRata', 'contest'],
  disputing: ['dispute'],
  paying: ['release', 'newCoach', 'guarantee'],
  reliability: ['noShow', 'reliability'],
} as const

/** The fields of a group; what belongs to none stands with the first, so that a new number is never left out. */
export function fieldsIn(group: keyof typeof policyGroups): PolicyField[] {
  const isIn = (path: string, name: keyof typeof policyGroups) =>
    policyGroups[name].some((start) => path.startsWith(start))
  const names = Object.keys(policyGroups) as (keyof typeof policyGroups)[]
  const home = (path: string) => names.find((name) => isIn(path, name)) ?? 'selling'
  return policyFields.filter(({ path }) => home(path) === group)
}

/** The values as a form shows them. */
export function draftOf(values: PolicyValues): PolicyDraft {
  return Object.fromEntries(policyFields.map(({ path }) => [path, textOf(read(values, path))]))
}

/** The paths that hold no valid number. */
export function wrongFields(draft: PolicyDraft): Set<string> {
  return new Set(policyFields.filter((field) => parse(field, draft[field.path] ?? '') === null).map(({ path }) => path))
}

/** What the form says, when every field is valid. */
export function valuesOf(draft: PolicyDraft): PolicyValues {
  const values: Record<string, unknown> = {}
  for (const field of policyFields) {
    const [name, inner] = field.path.split('.') as [string, string?]
    const value = parse(field, draft[field.path] ?? '')
    if (inner === undefined) values[name] = value
    else values[name] = { ...(values[name] as object | undefined), [inner]: value }
  }
  return values as PolicyValues
}

/** What differs between two versions. */
export function changesBetween(from: PolicyValues, to: PolicyValues): { name: string; from: string; to: string }[] {
  const [before, after] = [draftOf(from), draftOf(to)]
  return policyFields
    .filter(({ path }) => before[path] !== after[path])
    .map(({ path, description }) => ({ name: description, from: before[path] ?? '', to: after[path] ?? '' }))
}

function parse({ bounds }: PolicyField, text: string): number | number[] | null {
  if (bounds !== 'days') return wholeNumber(text, bounds)
  const days = text.split(',').map((part) => wholeNumber(part, { minimum: 0, maximum: 365 }))
  return days.length <= 10 && days.every((day) => day !== null) ? days : null
}

function wholeNumber(text: string, { minimum, maximum }: { minimum: number; maximum: number }): number | null {
  if (!/^\s*\d+\s*$/.test(text)) return null
  const value = Number(text)
  return value >= minimum && value <= maximum ? value : null
}

function read(values: PolicyValues, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], values)
}

const textOf = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value))
