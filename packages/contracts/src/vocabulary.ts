/** Shapes that several contracts share: ids, instants, zones, money, pages. */
import { type Static, type TSchema, Type } from 'typebox'
import { Shape } from './define.ts'

/** A UUIDv7 (RFC 9562), lower case. */
export const Id = Type.String({ format: 'uuid', description: 'UUIDv7' })

/** An instant in UTC, ISO 8601, ending in `Z`. */
export const Instant = Type.String({
  format: 'date-time',
  maxLength: 30,
  description: 'Instant in UTC, ISO 8601, ending in Z',
})

/** A calendar date, `YYYY-MM-DD`. */
export const LocalDate = Type.String({ format: 'date', description: 'Calendar date, YYYY-MM-DD' })

/** A reading of a clock, `HH:MM`; `24:00` ends a day. */
export const ClockTime = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$', description: 'HH:MM' })

/** An IANA time zone name such as `Europe/Berlin`. */
export const ZoneName = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[A-Za-z0-9_+/-]+$',
  description: 'IANA time zone',
})

/** A BCP 47 language tag such as `en` or `pt-BR`. */
export const Locale = Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', maxLength: 35 })

/** ISO 4217, the currencies offers may be priced in. */
export const currencies = ['EUR', 'USD', 'GBP', 'PLN', 'JPY'] as const
/** One of the currencies. */
export const Currency = OneOf(currencies)

/** Integer minor units of one currency: cents, or whole yen. */
export const Money = Shape({ amount: Type.Integer({ minimum: 0, maximum: 100_000_000 }), currency: Currency })
export type Money = Static<typeof Money>

/** An e-mail address, at most 254 characters (RFC 5321). */
export const Email = Type.String({ format: 'email', maxLength: 254 })

/** A name people show each other. */
export const DisplayName = Type.String({ minLength: 2, maxLength: 50, pattern: '^\\S.*\\S$' })

/** An opaque position in a list, given back as it came. */
export const Cursor = Type.String({ minLength: 1, maxLength: 300, pattern: '^[A-Za-z0-9_-]+$' })

/** The query fields of every list: where to go on, and how many. */
export const pageQuery = {
  cursor: Type.Optional(Cursor),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
}

/** A page of a list; `nextCursor` is null on the last one. */
export function Page<T extends TSchema, X extends Record<string, TSchema> = Record<never, never>>(item: T, extra?: X) {
  return Shape({ items: Type.Array(item), nextCursor: Nullable(Cursor), ...(extra ?? ({} as X)) })
}

/**
 * The value or null; a reply never leaves a field out to say "none". Written as a type list where the schema has one
 * type, since a serialiser then still drops undeclared fields inside it, which it cannot do through `anyOf`.
 */
export function Nullable<T extends TSchema>(schema: T) {
  const { type, enum: words } = schema as { type?: unknown; enum?: unknown[] }
  const nullableWords = words ? { enum: [...words, null] } : {}
  if (typeof type === 'string')
    return Type.Unsafe<Static<T> | null>({ ...schema, type: [type, 'null'], ...nullableWords })
  return Type.Union([schema, Type.Null()]) as unknown as ReturnType<typeof Type.Unsafe<Static<T> | null>>
}

/** One of these words. */
export function OneOf<const T extends readonly string[]>(words: T, options: Record<string, unknown> = {}) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...words], ...options })
}

/** A person as others see them. `displayName` of a deleted person is "Former member". */
export const PersonCard = Shape({
  id: Id,
  displayName: Type.String(),
  avatarUrl: Nullable(Type.String()),
  timeZone: Type.String(),
})
export type PersonCard = Static<typeof PersonCard>

/** Path parameter `id`. */
export const ById = Shape({ id: Id })
