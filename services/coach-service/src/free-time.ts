/** SQL over the free starts of `coach_search s`, as `packRuns` has packed them: which start comes first, and until when. */
import type { Queryable } from '@ecc/kit'
import { toMinutes } from './free-starts.ts'

type Part = ReturnType<Queryable['part']>

/** The stretch of time a search asks about, in whole minutes since 1970, `to` excluded; and the instant it is asked at, in ms. */
export interface TimeAsked {
  from: number
  to: number
  asOf: number
}

/** Later than every start, and far enough from the largest int that a grid can be added. */
export const never = 2_000_000_000

/** Reads the ends that were asked for; without them all the time there is. A start is at or after `from` and before `to`. */
export function timeAsked({ freeFrom, freeTo }: { freeFrom?: string; freeTo?: string }, asOf: number): TimeAsked {
  const within = (minutes: number) => Math.min(never, Math.max(0, Math.ceil(minutes)))
  return {
    from: freeFrom === undefined ? 0 : within(toMinutes(freeFrom)),
    to: freeTo === undefined ? never : within(toMinutes(freeTo)),
    asOf,
  }
}

/** The first start in `free` (of `s`, or of one of its offers) from which the notice and the time asked for keep nobody. */
export function firstStart(sql: Queryable, free: Part, time: TimeAsked): Part {
  const from = earliest(sql, time)
  return sql.part`case when width_bucket(${from}, ${free}) % 2 = 1 then ${onGrid(sql, from)} else ${free}[width_bucket(${from}, ${free}) + 1] end`
}

/** Whether `free` has a start in the time asked about. */
export function hasStart(sql: Queryable, free: Part, time: TimeAsked): Part {
  return sql.part`${firstStart(sql, free, time)} < ${latest(sql, time)}`
}

/** The first `count` starts in the time asked about, as an array. */
export function firstStarts(sql: Queryable, free: Part, time: TimeAsked, count: number): Part {
  const from = earliest(sql, time)
  // A run that ends after an instant has a start at or after it: as many runs as starts are enough.
  return sql.part`array(
    select start from (
      select greatest(${free}[i], ${onGrid(sql, from)}) as first, ${free}[i + 1] as after
      from generate_series(width_bucket(${from}, ${free}) / 2 * 2 + 1, cardinality(${free}), 2) as i limit ${count}
    ) as run, generate_series(first, least(after - 1, first + ${count - 1} * s.grid_minutes), s.grid_minutes) as start
    where start < ${latest(sql, time)} order by 1 limit ${count})`
}

function earliest(sql: Queryable, { from, asOf }: TimeAsked): Part {
  return sql.part`greatest(${from}::int, ${Math.ceil(toMinutes(asOf))}::int + s.notice_minutes)`
}

/** Up to when starts are looked at: the end of the time asked about, or of the coach's horizon on that day. */
export function latest(sql: Queryable, { to, asOf }: TimeAsked): Part {
  const now = Math.floor(toMinutes(asOf))
  return sql.part`least(${to}::int, case when ${now}::int < s.day_ends_at then s.closes_at else s.closes_next_at end)`
}

function onGrid(sql: Queryable, from: Part): Part {
  return sql.part`s.grid_phase + (${from} - s.grid_phase + s.grid_minutes - 1) / s.grid_minutes * s.grid_minutes`
}
