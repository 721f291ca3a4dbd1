/** Checks requests against their contract and says, per field, what is wrong and how to mend it. */
import type { Route } from '@ecc/contracts/define'
import { invalidRequest } from '@ecc/contracts/problems'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

const strictAjv = formats(
  new Ajv({ allErrors: true, removeAdditional: false, useDefaults: true, coerceTypes: false, strict: false }),
)
/** Parameters and queries are text on the wire, so numbers and booleans are read from it. */
const textAjv = formats(
  new Ajv({ allErrors: true, removeAdditional: false, useDefaults: true, coerceTypes: 'array', strict: false }),
)

function formats(ajv: Ajv): Ajv {
  return (addFormats as unknown as (ajv: Ajv) => Ajv)(ajv)
}

/** Checks one request's parts, in place (defaults filled, text coerced); throws invalidRequest naming every fault. */
export type RequestCheck = (request: { params: unknown; query: unknown; body: unknown }) => void

type CompiledPart = [place: string, part: 'params' | 'query' | 'body', validate: ValidateFunction]

/** The checks of a route, compiled for its first request: most routes of a process that has just started wait for long. */
export function requestCheck(route: Route): RequestCheck {
  let parts: CompiledPart[] | undefined
  return (request) => {
    parts ??= compiledParts(route)
    for (const [place, part, validate] of parts) {
      if (validate(request[part])) continue
      const errors = (validate.errors ?? []).slice(0, 20).map((error) => fault(place, error))
      throw invalidRequest(errors.map(({ field, message }) => `${field} ${message}`).join('; '), { errors })
    }
  }
}

function compiledParts(route: Route): CompiledPart[] {
  const parts: CompiledPart[] = [
    ['path', 'params', textAjv.compile(route.params)],
    ['query', 'query', textAjv.compile(route.query)],
  ]
  return route.rawBody ? parts : [...parts, ['body', 'body', strictAjv.compile(route.body)]]
}

function fault(place: string, error: ErrorObject) {
  const path = error.instancePath.slice(1).replaceAll('/', '.')
  const extra = error.params as { additionalProperty?: string; missingProperty?: string; allowedValues?: unknown[] }
  const name = [path, extra.additionalProperty ?? extra.missingProperty].filter(Boolean).join('.')
  return { in: place, field: name || place, message: explain(error, extra) }
}

function explain(
  error: ErrorObject,
  extra: { additionalProperty?: string; missingProperty?: string; allowedValues?: unknown[] },
): string {
  if (extra.additionalProperty) return 'is not a known field'
  if (extra.missingProperty) return 'is missing'
  if (extra.allowedValues) return `must be one of ${extra.allowedValues.join(', ')}`
  return error.message ?? 'is not valid'
}
