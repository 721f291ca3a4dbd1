/** Configuration: one schema a service, parsed once from a passed-in object, every wrong value reported together. */
import type { Static, TObject, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Convert, Default } from 'typebox/value'

type Environment = Record<string, string | undefined>

/** Marks of a config key beyond JSON Schema: a `secret` must be given in production and is never printed. */
interface ConfigKey {
  secret?: boolean
  developmentDefault?: string
  description?: string
  default?: unknown
}

/** Thrown at start with every missing or wrong key, so that an operator mends them in one go. */
export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(`The configuration is not valid:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.name = 'ConfigError'
  }
}

/** Whether this is a production run, where secrets have no default and development routes do not exist. */
export function isProduction(env: Environment): boolean {
  return env['NODE_ENV'] === 'production'
}

/** Reads the keys of `schema` from `env`; throws a ConfigError naming all faults. */
export function readConfig<T extends TObject>(schema: T, env: Environment): Static<T> {
  return readConfigs([schema], env)[0] as Static<T>
}

/** Reads several schemas from `env`; throws one ConfigError naming the faults of all, each once. */
export function readConfigs(schemas: readonly TObject[], env: Environment): unknown[] {
  const faults = new Map<string, string>()
  const values = schemas.map((schema) => readInto(schema, env, faults))
  if (faults.size > 0) throw new ConfigError([...faults].map(([key, fault]) => `${key} ${fault}`))
  return values
}

function readInto(schema: TObject, env: Environment, faults: Map<string, string>): unknown {
  const values: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(schema.properties)) {
    const raw = env[key] === '' ? undefined : env[key]
    const value = raw ?? fallback(key, field as TSchema & ConfigKey, env, faults)
    if (value !== undefined) values[key] = value
  }
  const converted = Convert(schema, Default(schema, values))
  for (const error of Compile(schema).Errors(converted)) {
    const missing = (error.params as { requiredProperties?: string[] }).requiredProperties
    for (const key of missing ?? [error.instancePath.slice(1)]) {
      const fault = `${missing ? 'is missing' : error.message}${about(schema.properties[key] as ConfigKey | undefined)}`
      if (!faults.has(key)) faults.set(key, fault)
    }
  }
  return converted
}

function fallback(key: string, field: ConfigKey, env: Environment, faults: Map<string, string>) {
  if (!field.secret) return undefined
  if (!isProduction(env)) return field.developmentDefault
  if (field.developmentDefault !== undefined)
    faults.set(key, `is a secret and has no default in production${about(field)}`)
  return undefined
}

function about(field: ConfigKey | undefined): string {
  return field?.description ? ` (${field.description})` : ''
}
