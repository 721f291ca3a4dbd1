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
  const known = (addFormats as unknown as (ajv: Ajv) => Ajv)(ajv)
  return known.addFormat('date', isDate).addFormat('date-time', isInstant)
}

const dayPattern = '(?!0000)\\d{4}-\\d\\d-\\d\\d'
const datePattern = new RegExp(`^${dayPattern}$`)
const instantPattern = new RegExp(`^${dayPattern}T[0-2]\\d:[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$`)

/** A day that a calendar has, from the year 1, which is the first for PostgreSQL. */
function isDate(text: string): boolean {
  return datePattern.test(text) && isDayOf(Date.parse(text), text)
}

/** Stricter than RFC 3339: in UTC, and no leap second, which neither JavaScript nor PostgreSQL can keep. */
function isInstant(text: string): boolean {
  return instantPattern.test(text) && isDayOf(Date.parse(text), text)
}

/** Whether an instant lies on the day it was read from: the 30th of February is read as a day in March. */
function isDayOf(epochMs: number, text: string): boolean {
  return new Date(epochMs).getUTCDate() === Number(text.slice(8, 10))
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

/** What an error of a schema tells besides its message. */
interface Expected {
  additionalProperty?: string
  missingProperty?: string
  allowedValues?: unknown[]
  format?: string
}

function fault(place: string, error: ErrorObject) {
  const path = error.instancePath.slice(1).replaceAll('/', '.')
  const expected = error.params as Expected
  const name = [path, expected.additionalProperty ?? expected.missingProperty].filter(Boolean).join('.')
  return { in: place, field: name || place, message: explain(error, expected) }
}

const formatWords: Record<string, string> = {
  uuid: 'a UUID',
  date: 'a date of the calendar, such as 2027-03-14',
  'date-time': 'an instant in UTC, such as 2027-03-14T17:00:00Z',
  email: 'an e-mail address',
  uri: 'an absolute address, such as https://example.com/back',
}

function explain(error: ErrorObject, { additionalProperty, missingProperty, allowedValues, format }: Expected): string {
  if (additionalProperty) return 'is not a known field'
  if (missingProperty) return 'is missing'
  if (allowedValues) return `must be one of ${allowedValues.join(', ')}`
  if (format) return `must be ${formatWords[format] ?? format}`
  return error.message ?? 'is not valid'
}
