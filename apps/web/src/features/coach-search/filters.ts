/** The search's filters as they stand in the address. */
const sorts = ['best', 'price', '-price', 'rating', 'soonest'] as const
export const times = ['soon', 'today', 'tonight', 'tomorrow', 'weekend'] as const

export type Sort = (typeof sorts)[number]
export type When = (typeof times)[number]

/**
 * Prices are per hour in whole units of the currency, as people type them. `when` is a name that means the reader's own
 * evening or weekend, wherever a link is opened; hours that someone chose are instants, which are the same for everyone.
 */
export interface Filters {
  q?: string
  game?: string
  role?: string
  rank?: string
  language?: string
  minPrice?: number
  maxPrice?: number
  minRating?: number
  when?: When
  freeFrom?: string
  freeTo?: string
  sort?: Sort
}

/** Reads the filters from an address; what makes no sense is left out. */
export function parseFilters(search: Record<string, unknown>): Filters {
  const filters: Filters = {}
  const word = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined)
  const slug = (value: unknown) => (typeof value === 'string' && /^[a-z0-9-]{1,60}$/.test(value) ? value : undefined)
  const number = (value: unknown, max: number) => {
    const parsed = Number(value)
    return value !== undefined && value !== '' && parsed >= 0 && parsed <= max ? parsed : undefined
  }
  assign(filters, 'q', word(typeof search.q === 'number' ? String(search.q) : search.q)?.slice(0, 100))
  assign(filters, 'game', slug(search.game))
  if (filters.game !== undefined) {
    assign(filters, 'role', slug(search.role))
    assign(filters, 'rank', slug(search.rank))
  }
  assign(filters, 'language', slug(search.language))
  assign(filters, 'minPrice', number(search.minPrice, 1000))
  assign(filters, 'maxPrice', number(search.maxPrice, 1000))
  assign(filters, 'minRating', number(search.minRating, 5) || undefined)
  assign(
    filters,
    'when',
    times.find((time) => time === search.when),
  )
  if (filters.when === undefined) assignSpan(filters, search)
  assign(
    filters,
    'sort',
    sorts.find((sort) => sort === search.sort && sort !== 'best'),
  )
  return filters
}

const maxSpanMs = 62 * 86_400_000

/** Both ends, in order and not years apart, or nothing. */
function assignSpan(filters: Filters, { freeFrom, freeTo }: Record<string, unknown>): void {
  const [from, to] = [freeFrom, freeTo].map((value) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(value)
      ? Date.parse(value)
      : Number.NaN,
  ) as [number, number]
  if (!(to > from && to - from <= maxSpanMs)) return
  filters.freeFrom = new Date(from).toISOString()
  filters.freeTo = new Date(to).toISOString()
}

function assign<K extends keyof Filters>(filters: Filters, key: K, value: Filters[K]): void {
  if (value !== undefined) filters[key] = value
}
