import { ServerSignal } from '@ecc/contracts/video'

/** What the server sent, when it is a message of the contract; else undefined. */
export function readSignal(text: string): ServerSignal | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return fits(ServerSignal as unknown as Schema, value) ? (value as ServerSignal) : undefined
  } catch {
    return undefined // not JSON: left aside like any other message that is not understood
  }
}

/** The part of JSON Schema that the contract's messages are made of. */
interface Schema {
  type?: string | readonly string[]
  const?: unknown
  enum?: readonly unknown[]
  anyOf?: readonly Schema[]
  required?: readonly string[]
  properties?: Record<string, Schema>
  items?: Schema
}

/** Whether a value has the shape. Fields nobody knows are let through: a newer server may say more. */
function fits(schema: Schema, value: unknown): boolean {
  if (schema.anyOf) return schema.anyOf.some((one) => fits(one, value))
  if (schema.enum) return schema.enum.includes(value)
  if ('const' in schema) return value === schema.const
  const { type } = schema
  if (Array.isArray(type)) return type.some((one: string) => fits({ ...schema, type: one }, value))
  switch (type) {
    case 'object':
      return isRecord(value) && fitsFields(schema, value)
    case 'array':
      return Array.isArray(value) && value.every((item) => schema.items === undefined || fits(schema.items, item))
    case 'integer':
      return Number.isInteger(value)
    case 'null':
      return value === null
    default:
      return type === undefined || typeof value === type
  }
}

function fitsFields(schema: Schema, value: Record<string, unknown>): boolean {
  if (schema.required?.some((name) => !(name in value))) return false
  return Object.entries(schema.properties ?? {}).every(([name, field]) => !(name in value) || fits(field, value[name]))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
