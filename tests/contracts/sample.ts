/** A valid value for a contract's schema, so that a generated request gets past validation. */
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

interface JsonSchema {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  format?: string
  pattern?: string
  minimum?: number
  minLength?: number
  properties?: Record<string, JsonSchema>
  required?: string[]
  anyOf?: JsonSchema[]
}

const byFormat: Record<string, string> = {
  uuid: '0199f1de-6a00-7000-8000-00000000abcd',
  'date-time': '2030-01-01T12:00:00Z',
  date: '2000-01-01',
  email: 'someone@example.com',
  uri: 'https://example.com/back',
}

/** The contract's example, else the smallest value its schema takes. Throws when it finds none: add an example to the contract. */
export function sampleOf(schema: TSchema, example: unknown, name: string): unknown {
  const value = example ?? sample(schema as JsonSchema)
  const checked = Compile(schema)
  if (!checked.Check(value))
    throw new Error(`${name} has no example and none could be made: ${checked.Errors(value)[0]?.message ?? ''}`)
  return value
}

function sample(schema: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf) return sample(schema.anyOf[0] ?? {})
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object')
    return Object.fromEntries((schema.required ?? []).map((key) => [key, sample(schema.properties?.[key] ?? {})]))
  if (type === 'array') return []
  if (type === 'boolean') return false
  if (type === 'integer' || type === 'number') return schema.minimum ?? 0
  if (type === 'null') return null
  if (schema.format) return byFormat[schema.format]
  return 'a'.repeat(Math.max(schema.minLength ?? 1, 12))
}
