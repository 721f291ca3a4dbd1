/** The search over `coach_search`: filters, order, position, facets, in one statement. */
import type { searchCoaches } from '@ecc/contracts/coaches'
import type { QueryOf, ReplyOf } from '@ecc/contracts/define'
import type { Queryable, Sql } from '@ecc/kit'
import { toMinutes } from './free-starts.ts'
import { findLadders } from './games.ts'
import { invalidField } from './invalid-field.ts'
import { fromSearchCursor, type SearchPosition, toSearchCursor } from './search-position.ts'
import { plainText } from './search-row.ts'

/** What may be asked for. */
export type Filter = QueryOf<typeof searchCoaches>
type Facets = ReplyOf<typeof searchCoaches>['facets']
type Part = ReturnType<Queryable['part']>

/** A page of coach ids in order, with what the whole result holds. */
export interface Found {
  ids: string[]
  nextCursor: string | null
  total: number
  facets: Facets
}

const never = 2_147_483_647
/** How alike a word must be to what was typed (pg_trgm's word similarity): "vlorant" is 0.7 like "valorant". */
const likeness = 0.45
const facetSize = 100

/** Finds the coaches a filter keeps; throws invalidRequest for a cursor of another list or an empty stretch of time. */
export async function findCoaches(sql: Sql, filter: Filter, now: Date): Promise<Found> {
  checkTimes(filter)
  const sort = filter.sort ?? 'best'
  const position = filter.cursor ? fromSearchCursor(filter.cursor, sort) : null
  const limit = filter.limit ?? 20
  const asOf = position ? position.asOf : now.getTime()
  const result = await withLikeness(sql, filter, (tx) => runSearch(tx, filter, { position, asOf, limit }))
  const shown = result.page.slice(0, limit)
  const last = shown.at(-1)
  return {
    ids: shown.map(({ id }) => id),
    nextCursor:
      last && result.page.length > limit ? toSearchCursor({ sort, key: last.key, coachId: last.id, asOf }) : null,
    total: result.total,
    facets: { game: result.games, language: result.languages, role: result.roles },
  }
}

function checkTimes({ freeFrom, freeTo }: Filter): void {
  for (const [field, at] of Object.entries({ freeFrom, freeTo }))
    if (at !== undefined && Number.isNaN(toMinutes(at))) throw invalidField('query', field, 'must be an instant')
  if (freeFrom !== undefined && freeTo !== undefined && toMinutes(freeFrom) >= toMinutes(freeTo))
    throw invalidField('query', 'freeTo', 'must be after freeFrom')
}

/** The threshold of the indexable `<%` is a setting, so a search by words runs in a transaction that has it. */
async function withLikeness<T>(sql: Sql, { q }: Filter, work: (sql: Queryable) => Promise<T>): Promise<T> {
  if (!wordsOf(q)) return work(sql)
  return sql.begin(async (tx) => {
    await tx`select set_config('pg_trgm.word_similarity_threshold', ${String(likeness)}, true)`
    return work(tx)
  })
}

interface Result {
  total: number
  page: { id: string; key: number }[]
  games: Facets['game']
  languages: Facets['language']
  roles: Facets['role']
}

interface Place {
  position: SearchPosition | null
  asOf: number
  limit: number
}

/** Each facet counts under all filters but its own; for games that leaves out role and rank too, which belong to one game. */
async function runSearch(sql: Queryable, filter: Filter, { position, asOf, limit }: Place): Promise<Result> {
  const speaks = filter.language ? sql.part`${filter.language} = any(b.languages)` : sql.part`true`
  const teaches = isTaught(filter)
    ? sql.part`exists (select from coach_games g where g.coach_id = b.coach_id and ${taught(sql, filter)})`
    : sql.part`true`
  const after = position
    ? sql.part`where (key, coach_id) > (${position.key}::float8, ${position.coachId}::uuid)`
    : sql.part``
  return sql.one<Result>`
    with base as materialized (
      select s.coach_id, s.languages, (${sortKey(sql, filter, asOf)})::float8 as key from coach_search s where ${kept(sql, filter, asOf)}
    ), matched as (
      select b.coach_id, b.key from base b where ${speaks} and ${teaches}
    ), page as (
      select coach_id as id, key from matched ${after} order by key, coach_id limit ${limit + 1}
    ), games as (
      select g.game_id as value, count(*) as count from base b join coach_games g using (coach_id)
      where ${speaks} group by 1 order by 2 desc, 1 limit ${facetSize}
    ), languages as (
      select spoken.value, count(*) as count from base b, unnest(b.languages) as spoken (value)
      where ${teaches} group by 1 order by 2 desc, 1 limit ${facetSize}
    ), roles as (
      select played.value, count(distinct b.coach_id) as count
      from base b join coach_games g using (coach_id), unnest(g.role_ids) as played (value)
      where ${speaks} and ${taught(sql, { ...filter, role: undefined })} group by 1 order by 2 desc, 1 limit ${facetSize}
    )
    select (select count(*) from matched) as total,
      (select coalesce(jsonb_agg(to_jsonb(page) order by key, id), '[]') from page) as page,
      (select coalesce(jsonb_agg(to_jsonb(games) order by count desc, value), '[]') from games) as games,
      (select coalesce(jsonb_agg(to_jsonb(languages) order by count desc, value), '[]') from languages) as languages,
      (select coalesce(jsonb_agg(to_jsonb(roles) order by count desc, value), '[]') from roles) as roles`
}

const isTaught = ({ game, role, rank }: Filter) => game !== undefined || role !== undefined || rank !== undefined

/** One game of the coach that has the game, the role and the rank together. */
function taught(sql: Queryable, { game, role, rank }: Pick<Filter, 'game' | 'role' | 'rank'>): Part {
  let condition = sql.part`true`
  if (game !== undefined) condition = sql.part`${condition} and g.game_id = ${game}`
  if (role !== undefined) condition = sql.part`${condition} and ${role} = any(g.role_ids)`
  if (rank !== undefined) {
    const ladders = findLadders(rank, game)
    condition = sql.part`${condition} and exists (
      select from unnest(${ladders.map(({ gameId }) => gameId)}::text[], ${ladders.map(({ rankIndex }) => rankIndex)}::int[]) as least (game_id, rank_index)
      where least.game_id = g.game_id and g.rank_index >= least.rank_index)`
  }
  return condition
}

/** The filters that are on the search row itself. */
function kept(sql: Queryable, filter: Filter, asOf: number): Part {
  let condition = sql.part`s.listed`
  if (filter.minPrice !== undefined) condition = sql.part`${condition} and s.hourly_minor >= ${filter.minPrice}`
  if (filter.maxPrice !== undefined) condition = sql.part`${condition} and s.hourly_minor <= ${filter.maxPrice}`
  if (filter.minRating !== undefined) condition = sql.part`${condition} and s.rating_mean >= ${filter.minRating}`
  const words = wordsOf(filter.q)
  if (words)
    condition = sql.part`${condition} and (s.document @@ websearch_to_tsquery('simple', ${words})
      or s.document @@ websearch_to_tsquery('english', ${words}) or ${alike(sql, words)})`
  if (filter.freeFrom === undefined && filter.freeTo === undefined) return condition
  const from = filter.freeFrom === undefined ? 0 : toMinutes(filter.freeFrom)
  const to = filter.freeTo === undefined ? never : Math.min(never, toMinutes(filter.freeTo))
  const first = Math.min(never, Math.floor(from))
  // The first condition is quick and rough; the second finds a start on the coach's grid.
  return sql.part`${condition} and s.free_starts && int4range(${first}, ${Math.max(first, Math.ceil(to))})
    and ${firstStart(sql, earliest(sql, from, asOf))} < ${to}::float8`
}

/** Every word is there in some spelling, in name, games or headline; of a long text the first eight count. */
function alike(sql: Queryable, words: string): Part {
  const each = words.split(/\s+/).slice(0, 8)
  return each.map((word) => sql.part`${word} <% s.words`).reduce((all, one) => sql.part`${all} and ${one}`)
}

/** What the list is in order of, smallest first. */
function sortKey(sql: Queryable, filter: Filter, asOf: number): Part {
  const words = wordsOf(filter.q)
  switch (filter.sort ?? 'best') {
    case 'best':
      // Who asks for a name or a game wants it first; among equals the formula decides.
      return words ? sql.part`-(s.score + word_similarity(${words}, s.words))` : sql.part`-s.score`
    case 'price':
      return sql.part`s.hourly_minor`
    case '-price':
      return sql.part`-s.hourly_minor`
    case 'rating':
      return sql.part`-s.rating_rank_score`
    case 'soonest': {
      if (filter.freeFrom !== undefined)
        return sql.part`coalesce(${firstStart(sql, earliest(sql, toMinutes(filter.freeFrom), asOf))}, ${never})`
      const bookable = sql.part`select min(start) from unnest(s.next_starts) as next (start)`
      return sql.part`coalesce((${bookable} where start >= ${earliest(sql, 0, asOf)}), ${never})`
    }
  }
}

/** From when a start counts: what is asked for, and what the coach's notice still allows. */
function earliest(sql: Queryable, fromMinutes: number, asOf: number): Part {
  return sql.part`greatest(${fromMinutes}::float8, ${toMinutes(asOf)}::float8 + s.notice_minutes)`
}

/** The coach's first free start at or after an instant, in minutes since 1970. */
function firstStart(sql: Queryable, from: Part): Part {
  return sql.part`(
    select min(grid.start) from unnest(s.free_starts) as run,
      lateral (select lower(run) + ceil(greatest(${from} - lower(run), 0) / s.step_minutes) * s.step_minutes as start) as grid
    where grid.start < upper(run))`
}

const wordsOf = (q: string | undefined) => plainText(q ?? '').trim()
