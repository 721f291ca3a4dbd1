/** The search: filters, order, position, facets, in one statement that reads `coach_search` once. */
import type { searchCoaches } from '@ecc/contracts/coaches'
import type { QueryOf, ReplyOf } from '@ecc/contracts/define'
import type { Queryable, Sql } from '@ecc/kit'
import { toMinutes } from './free-starts.ts'
import { firstStart, hasStart, latest, never, type TimeAsked, timeAsked } from './free-time.ts'
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
  const result = await withLikeness(sql, filter, (tx) =>
    runSearch(tx, filter, { position, time: timeAsked(filter, asOf), limit }),
  )
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
  time: TimeAsked
  limit: number
}

/**
 * Each facet counts under all filters but its own; for games that leaves out role and rank too, which belong to one game.
 * Coaches are counted by the set of languages, games and roles they have in common, so that the facets are made from as
 * many rows as there are such sets, however many coaches.
 */
async function runSearch(sql: Queryable, filter: Filter, { position, time, limit }: Place): Promise<Result> {
  const after = position
    ? sql.part`and (b.key, b.coach_id) > (${position.key}::float8, ${position.coachId}::uuid)`
    : sql.part``
  return sql.one<Result>`
    with base as materialized (
      select s.coach_id, s.facet_set, ${ranked(sql, filter)} as ranked, (${sortKey(sql, filter, time)})::float8 as key
      from coach_search s ${wordsOf(filter.q) ? sql.part`join coach_words w using (coach_id)` : sql.part``}
      where ${kept(sql, filter, time)}
    ), sets as materialized (
      select id, languages, skills, ${speaks(sql, filter)} as speaks, ${hasSkill(sql, filter)} as teaches from facet_sets f
    ), counted as materialized (
      select sets.id, languages, skills, speaks, teaches and ranked as teaches, number
      from (select facet_set, ranked, count(*) as number from base group by 1, 2) as same join sets on sets.id = same.facet_set
    ), page as (
      select b.coach_id as id, b.key from base b
      where b.ranked and b.facet_set in (select id from sets where speaks and teaches) ${after} order by b.key, b.coach_id limit ${limit + 1}
    ), games as (
      select value, sum(number) as count from counted, unnest(skills) as value
      where speaks and position('/' in value) = 0 group by 1 order by 2 desc, 1 limit ${facetSize}
    ), languages as (
      select value, sum(number) as count from counted, unnest(languages) as value
      where teaches group by 1 order by 2 desc, 1 limit ${facetSize}
    ), roles as (
      ${countRoles(sql, filter)} group by 1 order by 2 desc, 1 limit ${facetSize}
    )
    select (select coalesce(sum(number), 0) from counted where speaks and teaches) as total,
      (select coalesce(jsonb_agg(to_jsonb(page) order by key, id), '[]') from page) as page,
      (select coalesce(jsonb_agg(to_jsonb(games) order by count desc, value), '[]') from games) as games,
      (select coalesce(jsonb_agg(to_jsonb(languages) order by count desc, value), '[]') from languages) as languages,
      (select coalesce(jsonb_agg(to_jsonb(roles) order by count desc, value), '[]') from roles) as roles`
}

function speaks(sql: Queryable, { language }: Filter): Part {
  return language === undefined ? sql.part`true` : sql.part`${language} = any(f.languages)`
}

/** Game and role, as far as the set of skills tells: with a rank, `ranked` says whether it is all in one and the same game. */
function hasSkill(sql: Queryable, { game, role, rank }: Filter): Part {
  if (rank !== undefined || (game === undefined && role === undefined)) return sql.part`true`
  if (role === undefined) return sql.part`${game} = any(f.skills)`
  if (game !== undefined) return sql.part`${`${game}/${role}`} = any(f.skills)`
  return sql.part`exists (select from unnest(f.skills) as skill where split_part(skill, '/', 2) = ${role})`
}

function ranked(sql: Queryable, filter: Filter): Part {
  if (filter.rank === undefined) return sql.part`true`
  return sql.part`s.coach_id in (select g.coach_id from coach_games g where ${taught(sql, filter)})`
}

/** A coach counts once for a role in two games. With a rank it is about the one game in which the coach has it. */
function countRoles(sql: Queryable, filter: Filter): Part {
  if (filter.rank !== undefined)
    return sql.part`
      select value, count(distinct b.coach_id) as count
      from base b join sets on sets.id = b.facet_set join coach_games g using (coach_id), unnest(g.role_ids) as value
      where sets.speaks and ${taught(sql, { ...filter, role: undefined })}`
  const ofGame = filter.game === undefined ? sql.part`` : sql.part`and split_part(skill, '/', 1) = ${filter.game}`
  return sql.part`
    select value, sum(number) as count
    from counted, lateral (
      select distinct split_part(skill, '/', 2) as value from unnest(skills) as skill where position('/' in skill) > 0 ${ofGame}
    ) as played
    where speaks`
}

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

/** The filters that are on the coach's own row. */
function kept(sql: Queryable, filter: Filter, time: TimeAsked): Part {
  let condition = sql.part`s.listed`
  // The highest price has the floor, the lowest the ceiling: for one and the same offer see below.
  if (filter.minPrice !== undefined) condition = sql.part`${condition} and s.highest_hourly_minor >= ${filter.minPrice}`
  if (filter.maxPrice !== undefined) condition = sql.part`${condition} and s.hourly_minor <= ${filter.maxPrice}`
  if (filter.minRating !== undefined) condition = sql.part`${condition} and s.rating_mean >= ${filter.minRating}`
  const words = wordsOf(filter.q)
  if (words)
    condition = sql.part`${condition} and (w.document @@ websearch_to_tsquery('simple', ${words})
      or w.document @@ websearch_to_tsquery('english', ${words}) or ${alike(sql, words)})`
  if (asksForTime(filter)) condition = sql.part`${condition} and ${hasStart(sql, sql.part`s.free`, time)}`
  if (!asksForOffer(filter)) return condition
  return sql.part`${condition} and (not s.offers_differ or exists (
    select from search_offers o where o.coach_id = s.coach_id and ${fits(sql, filter, time)}))`
}

const asksForTime = ({ freeFrom, freeTo }: Filter) => freeFrom !== undefined || freeTo !== undefined

/** Whether one and the same offer must have two things at once, so that a coach's lowest, highest and any do not tell. */
function asksForOffer(filter: Filter): boolean {
  const asked = [filter.minPrice !== undefined, filter.maxPrice !== undefined, asksForTime(filter)]
  return asked.filter(Boolean).length > 1
}

/** Whether an offer has the price and the time that are asked for. */
function fits(sql: Queryable, filter: Filter, time: TimeAsked): Part {
  const inPrice = hasPrice(sql, filter)
  return asksForTime(filter) ? sql.part`${inPrice} and ${hasStart(sql, sql.part`o.free`, time)}` : inPrice
}

/** Every word is there in some spelling, in name, games or headline; of a long text the first eight count. */
function alike(sql: Queryable, words: string): Part {
  const each = words.split(/\s+/).slice(0, 8)
  return each.map((word) => sql.part`${word} <% w.words`).reduce((all, one) => sql.part`${all} and ${one}`)
}

/** What the list is in order of, smallest first. */
function sortKey(sql: Queryable, filter: Filter, time: TimeAsked): Part {
  const words = wordsOf(filter.q)
  switch (filter.sort ?? 'best') {
    case 'best':
      // Who asks for a name or a game wants it first; among equals the formula decides.
      return words ? sql.part`-(s.score + word_similarity(${words}, w.words))` : sql.part`-s.score`
    case 'price':
      return priceShown(sql, filter, time)
    case '-price':
      return sql.part`-(${priceShown(sql, filter, time)})`
    case 'rating':
      return sql.part`-s.rating_rank_score`
    case 'soonest':
      return soonest(sql, filter, time)
  }
}

/** The lowest price of the offers that fit, of a group only where no single session does: what the card says. */
function priceShown(sql: Queryable, filter: Filter, time: TimeAsked): Part {
  // A ceiling alone is kept by the lowest price of all.
  if (filter.minPrice === undefined && !asksForTime(filter)) return sql.part`s.hourly_minor`
  return sql.part`case when s.offers_differ then (
      select o.hourly_minor from search_offers o where o.coach_id = s.coach_id and ${fits(sql, filter, time)}
      order by o.is_group, o.hourly_minor limit 1)
    else s.hourly_minor end`
}

function soonest(sql: Queryable, filter: Filter, time: TimeAsked): Part {
  const firstOf = (free: Part) => {
    const first = firstStart(sql, free, time)
    return sql.part`case when ${first} < ${latest(sql, time)} then ${first} else ${never} end`
  }
  const own = firstOf(sql.part`s.free`)
  if (filter.minPrice === undefined && filter.maxPrice === undefined) return own
  return sql.part`case when s.offers_differ then (
      select min(${firstOf(sql.part`o.free`)}) from search_offers o where o.coach_id = s.coach_id and ${hasPrice(sql, filter)})
    else ${own} end`
}

/** Whether the price of offer `o` is between those asked for, which are prices of single sessions. */
export function hasPrice(sql: Queryable, { minPrice, maxPrice }: Pick<Filter, 'minPrice' | 'maxPrice'>): Part {
  if (minPrice === undefined && maxPrice === undefined) return sql.part`true`
  let condition = sql.part`not o.is_group`
  if (minPrice !== undefined) condition = sql.part`${condition} and o.hourly_minor >= ${minPrice}`
  if (maxPrice !== undefined) condition = sql.part`${condition} and o.hourly_minor <= ${maxPrice}`
  return condition
}

const wordsOf = (q: string | undefined) => plainText(q ?? '').trim()
