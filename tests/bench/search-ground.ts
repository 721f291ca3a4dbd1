/** A market of coaches put straight into coach-service's tables, for the search to be measured on. */
import type pg from 'pg'
import { gameCatalogue } from '../../services/coach-service/src/game-catalogue.ts'

/** Coaches whose calendars are made by the service itself; the others have the calendar of one of these. */
export const calendars = 1_000

/** The id of the n-th coach, from 1: a UUIDv7, one made every five minutes. */
export function coachIdOf(n: number): string {
  const time = (1_760_000_000_000 + n * 300_000).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
}

/** The same in SQL. */
const idOf = (n: string) =>
  `rpad(lpad(to_hex(1760000000000 + ${n}::bigint * 300000), 12, '0') || '70008', 32, '0')::uuid`

/** Fills the tables a coach's search rows are made from: profiles, games, offers, hours, bookings. The same every time. */
export async function makeCoaches(client: pg.Client, count: number): Promise<void> {
  const games = gameCatalogue.map(({ id, roles, ranks }, index) => ({
    n: index + 1,
    id,
    roles: roles.map((role) => role.id),
    ranks: ranks.map((rank) => rank.id),
  }))
  await client.query('select setseed(0.42)')
  await client.query(people, [count])
  await client.query(teaching, [JSON.stringify(games)])
  await client.query(offers)
  await client.query(hours, [calendars])
  await client.query(bookings)
  await client.query('analyze')
}

/** Gives everyone beyond the first `calendars` coaches their search rows, with the free times of one of those. */
export async function copyCalendars(client: pg.Client): Promise<void> {
  for (const statement of copies) await client.query(statement, statement.includes('$1') ? [calendars] : [])
  await client.query('vacuum analyze coach_search')
  await client.query('vacuum analyze coach_words')
  await client.query('analyze')
}

/** One to three languages, English with most; a rating for seven of ten. */
const people = `
  with made as (
    select n, ${idOf('n')} as id, random() as speech, random() as rated, random() as pick
    from generate_series(1, $1::int) as n
  ), named as (
    insert into people (id, display_name, time_zone, email_confirmed, payout_active)
    select id, (array['Mina','Jonas','Aiko','Bruno','Chloe','Dmitri','Elif','Farah','Goran','Hana'])[1 + n % 10] || ' ' ||
      (array['Park','Berg','Sato','Costa','Moreau','Volkov','Kaya','Haddad','Novak','Ito'])[1 + n / 10 % 10] || n % 97, 'UTC', true, true
    from made
  )
  insert into coaches (id, status, headline, bio, languages, created_at, submitted_at, approved_at, rating_mean, rating_count, rating_rank_score)
  select id, 'approved',
    (array['Calm fundamentals','Aim and movement','Macro and vision','Climb out of gold','Team play for duos','Vod reviews that stick'])[1 + n % 6],
    'Ten years of competitive play, and five of teaching it: we look at your games, find the two things that cost you most, and work on those.',
    case when speech < 0.45 then array['en'] when speech < 0.85
      then array[(array['de','fr','es','pt','pl','tr','ja','ko','sv','it'])[1 + floor(pick * pick * 10)::int], 'en']
      else array[(array['de','fr','es','zh'])[1 + floor(pick * 4)::int], (array['ru','ar','hi'])[1 + floor(rated * 3)::int], 'en'] end,
    now() - interval '200 days', now() - interval '190 days', now() - (random() * 180) * interval '1 day',
    case when rated < 0.7 then 3.5 + pick * 1.5 end, case when rated < 0.7 then 1 + floor(pick * 200)::int else 0 end, 4 + pick * 0.9
  from made`

/** One to three games, the popular ones far more often; one to three roles in each. */
const teaching = `
  with games as (select * from jsonb_to_recordset($1::jsonb) as game (n int, id text, roles jsonb, ranks jsonb)),
  drawn as (
    select c.id, k, floor(random() * random() * (select count(*) from games))::int + 1 as game, random() as r1, random() as r2
    from coaches c, generate_series(1, 3) as k where k = 1 or (hashtext(c.id::text) & 7) < 4 - k
  )
  insert into coach_games (coach_id, game_id, role_ids, rank_id, rank_index, position)
  select distinct on (d.id, g.id) d.id, g.id,
    array(select distinct g.roles ->> (floor(d.r1 * 97 * i)::int % jsonb_array_length(g.roles)) from generate_series(1, 1 + floor(d.r2 * 3)::int) as i),
    g.ranks ->> floor(d.r1 * jsonb_array_length(g.ranks))::int, floor(d.r1 * jsonb_array_length(g.ranks))::int, d.k
  from drawn d join games g on g.n = d.game`

/** One single session for three of four coaches, two or three of other lengths and prices for the others. */
const offers = `
  insert into offers (id, coach_id, title, description, game_id, kind, duration_minutes, amount_minor, currency, policy, active, created_at)
  select gen_random_uuid(), c.id, 'Live coaching', '', (select game_id from coach_games g where g.coach_id = c.id limit 1), 'single', minutes,
    ((500 + 100 * floor(base * base * 95)::int + 300 * (k - 1)) * minutes / 60), case when base < 0.8 then 'EUR' else 'USD' end, 'flexible', true, now()
  from (select id, random() as base, random() as more from coaches) as c, generate_series(1, 3) as k,
    lateral (select (array[60, 90, 30])[k] as minutes) as length
  where k = 1 or (k = 2 and more > 0.75) or (k = 3 and more > 0.93)`

/** As many calendars as there are, in a dozen zones: evenings, days, split days, weekends, nights. */
const hours = `
  with calendar as (
    select n, (array['Europe/Berlin','Europe/London','Europe/Berlin','America/New_York','America/New_York','America/Los_Angeles','America/Sao_Paulo',
        'Asia/Seoul','Asia/Tokyo','Asia/Kolkata','Australia/Sydney','Europe/Istanbul'])[1 + floor(random() * 12)::int] as zone,
      (select jsonb_agg(jsonb_build_object('day', day, 'start', w.start, 'end', w."end"))
       from generate_series(0, 6) as day, lateral (
         select * from (values ('09:00', '17:00', 0), ('17:00', '22:30', 1), ('10:00', '13:00', 2), ('18:00', '23:00', 2), ('20:00', '02:00', 3), ('12:15', '20:15', 4))
           as shift (start, "end", kind) where kind = n % 5
       ) as w where random() < 0.72) as weekly
    from generate_series(0, $1::int - 1) as n
  )
  insert into availability (coach_id, zone, weekly, overrides, step_minutes, buffer_before_minutes, buffer_after_minutes,
    min_notice_minutes, horizon_days, revision)
  select c.id, k.zone, coalesce(k.weekly, '[]'), '[]', (array[30,30,30,60,15])[1 + k.n % 5], 0, 10, (array[120,120,60,720,1440])[1 + k.n / 5 % 5],
    (array[60,60,60,30])[1 + k.n / 25 % 4], 1
  from (select id, (row_number() over (order by id) - 1) % $1::int as place from coaches) as c join calendar k on k.n = c.place`

/** Two sessions a coach in the coming fortnight. */
const bookings = `
  insert into busy (booking_id, session_id, coach_id, during, blocked, state, hold_expires_at, sequence)
  select booking_id, booking_id, id, tstzrange(at, at + interval '1 hour'), tstzrange(at, at + interval '70 minutes'), 'confirmed', at, 1
  from coaches, generate_series(1, 2) as n,
    lateral (select gen_random_uuid() as booking_id, date_trunc('hour', now()) + floor(random() * 336) * interval '1 hour' + (hashtext(id::text || n) & 0) * interval '1 hour' as at) as session`

const copies = [
  `create temp table copied as
   select c.id, c.languages, c.headline, c.rating_mean, c.rating_rank_score, p.display_name,
     ${idOf('((row_number() over (order by c.id) - 1) % $1::int + 1)')} as like_id,
     array(select unnest(c.languages) order by 1) as spoken,
     array(select skill from coach_games g, lateral (select g.game_id union select g.game_id || '/' || r from unnest(g.role_ids) as r) as of (skill)
           where g.coach_id = c.id order by 1) as skills
   from coaches c join people p on p.id = c.id`,
  `delete from copied using coach_search s where s.coach_id = copied.id`,
  `insert into facet_sets (id, languages, skills)
   select distinct on (1) facet_set_id(spoken, skills), spoken, skills from copied on conflict do nothing`,
  `insert into coach_words (coach_id, words, document)
   select id, lower(display_name || ' ' || headline),
     setweight(to_tsvector('simple', display_name), 'A') || to_tsvector('english', 'ten years of competitive play ' || headline) from copied`,
  `insert into coach_search (coach_id, facet_set, rating_mean, rating_rank_score, score, listed, offer_id, currency, hourly_minor,
     highest_hourly_minor, offers_differ, notice_minutes, grid_minutes, grid_phase, day_ends_at, closes_at, closes_next_at, free, refresh_at)
   select c.id, facet_set_id(c.spoken, c.skills), c.rating_mean, c.rating_rank_score, 0.35 * (c.rating_rank_score - 1) / 4 + 0.3 * random(), true,
     o.id, o.currency, o.hourly_minor, o.highest, o.number > 1, s.notice_minutes, s.grid_minutes, s.grid_phase, s.day_ends_at, s.closes_at,
     s.closes_next_at, s.free, s.refresh_at
   from copied c join coach_search s on s.coach_id = c.like_id
   join (select coach_id, count(*) as number, max(hourly_minor) as highest, (array_agg(id order by hourly_minor))[1] as id,
           (array_agg(currency order by hourly_minor))[1] as currency, min(hourly_minor) as hourly_minor from offers group by 1) as o on o.coach_id = c.id`,
  `insert into search_offers (offer_id, coach_id, hourly_minor, currency, free)
   select o.id, s.coach_id, o.hourly_minor, o.currency, s.free
   from copied c join coach_search s on s.coach_id = c.id join offers o on o.coach_id = s.coach_id where s.offers_differ`,
]
