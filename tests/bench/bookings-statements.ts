/**
 * The statements of POST /bookings, and nothing else: coach-service's of the quote, session-service's of the hold, its
 * history, its event and its job; each named, so prepared once a connection. The services write them; here is their text.
 */
import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** What one booking is made of. */
export interface Wish {
  player: { id: string; token: string }
  offer: { id: string; coachId: string }
  startsAt: string
}

/** A connection that sees the tables of both services. */
export async function openBare(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    options: '-c timezone=UTC -c search_path=session_service,coach_service,extensions',
  })
  await client.connect()
  return client
}

/** Books by bare SQL. Throws when the slot is not free. */
export async function bareBooking(client: pg.Client, { player, offer, startsAt }: Wish): Promise<void> {
  const run = async (name: keyof typeof statements, values: unknown[]) =>
    (await client.query<Record<string, unknown>>({ name, text: statements[name], values })).rows
  const [terms] = (await run('offer', [offer.id])) as [Record<string, unknown>]
  await run('profile', [[offer.coachId]])
  await run('banned', [offer.coachId])
  await run('hours', [offer.coachId])
  await run('timeOff', [offer.coachId])
  await run('pause', [offer.coachId])
  const now = new Date()
  const [from, to] = [new Date(startsAt), new Date(Date.parse(startsAt) + 60 * 60_000)]
  const blockedTo = new Date(to.getTime() + 10 * 60_000)
  const holdExpiresAt = new Date(now.getTime() + 15 * 60_000)
  const id = randomUUID()
  const week = 8 * 24 * 60 * 60_000
  await run('taken', [offer.coachId, new Date(from.getTime() - week), new Date(from.getTime() + week), null, now])
  await client.query('begin')
  await run('policy', [])
  for (const person of [offer.coachId, player.id].toSorted()) await run('lock', [person])
  await run('lapsed', [now, offer.coachId, [from], [blockedTo], player.id])
  await run('held', [player.id])
  // biome-ignore format: in the order of the columns
  const [row] = await run('hold', [
    id, player.id, offer.coachId, offer.id, terms['title'], terms['game_id'], from, to, from, blockedTo,
    terms['amount_minor'], terms['currency'], terms['policy'], 1, holdExpiresAt, null, now, 'UTC', null, null, null, null,
  ])
  await run('history', [id, 0, now, 'player', player.id, null, 'held', null, null, null, null, null, null])
  await run('event', [randomUUID(), 'booking.held', id, JSON.stringify(row), now, null])
  await run('job', ['expire-hold', JSON.stringify({ bookingId: id }), holdExpiresAt, null, 25])
  await client.query('commit')
}

const statements = {
  offer: `select id, coach_id, title, description, game_id, kind, duration_minutes, amount_minor, currency, policy, booking_mode, active,
      created_at from offers where id = $1`,
  profile: `select c.id, c.status, c.rejection_reason, c.headline, c.bio, c.languages, c.rank_proof,
      c.code_of_conduct_accepted_at, c.revision,
      coalesce((select jsonb_agg(jsonb_build_object('gameId', g.game_id, 'roleIds', g.role_ids, 'rankId', g.rank_id)
        order by g.position) from coach_games g where g.coach_id = c.id), '[]') as games
    from coaches c where c.id = any($1)`,
  banned: 'select from hidings where coach_id = $1 and banned',
  hours: `select zone, weekly, overrides, step_minutes, buffer_before_minutes, buffer_after_minutes, min_notice_minutes,
      horizon_days, max_bookings_per_day, max_bookings_per_week, max_minutes_per_day, max_minutes_per_week,
      coalesce((select jsonb_agg(jsonb_build_object('offerId', offer_id, 'weekly', o.weekly) order by offer_id)
                from offer_hours o where o.coach_id = a.coach_id), '[]') as offer_hours, revision
    from availability a where coach_id = $1`,
  timeOff: `select id, first_date, last_date, starts_at, ends_at, note from time_off where coach_id = $1
    order by coalesce(starts_at, first_date::timestamptz), id limit 100`,
  pause: 'select returns_on from coaches where id = $1',
  taken: `select 'booking' as source, booking_id, lower(session) as starts_at, upper(session) as ends_at,
      lower(taken) as blocked_from, upper(taken) as blocked_to
    from busy, lateral (values (during, blocked), (proposed, proposed)) as times (session, taken)
    where coach_id = $1 and (blocked && tstzrange($2, $3) or proposed && tstzrange($2, $3))
      and taken && tstzrange($2, $3) and booking_id is distinct from $4::uuid
      and state in ('held', 'accepted', 'confirmed', 'in_progress') and (state <> 'held' or hold_expires_at > $5)
    union all
    select 'external', null, lower(busy), upper(busy), lower(busy), upper(busy)
    from external_busy where coach_id = $1 and busy && tstzrange($2, $3) order by blocked_from`,
  policy: 'select * from policies order by version desc limit 1',
  lock: 'select pg_advisory_xact_lock(hashtextextended($1, 1))',
  lapsed: `select * from bookings
    where ((state = 'held' and hold_expires_at <= $1) or (state = 'confirmed' and proposal_expires_at <= $1))
      and ((coach_id = $2 and blocked && (
          select range_agg(tstzrange(wanted.begins, wanted.ends))
          from unnest($3::timestamptz[], $4::timestamptz[]) as wanted (begins, ends))) or player_id = $5)
    order by id for update`,
  held: `select count(distinct order_id)::int as held from bookings where player_id = $1 and state = 'held'`,
  hold: `insert into bookings (id, session_id, order_id, order_kind, player_id, coach_id, offer_id, offer_title, game_id, kind, booking_mode, state,
      starts_at, ends_at, blocked, occupied, price_amount, price_currency, policy, policy_version, hold_expires_at, confirmed_at, created_at,
      coach_zone, max_bookings_per_day, max_bookings_per_week, max_minutes_per_day, max_minutes_per_week)
    values ($1, $1, $1, 'booking', $2, $3, $4, $5, $6, 'single', 'instant', 'held', $7, $8, tstzmultirange(tstzrange($9, $10)),
      tstzmultirange(tstzrange($7, $8)), $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) returning *`,
  history: `insert into booking_history (booking_id, sequence, at, by, actor_id, from_state, to_state, reason, move_step, move_from,
      move_to, to_player, to_coach)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
  event: `insert into outbox (id, name, aggregate_id, payload, occurred_at, trace) values ($1, $2, $3, $4, $5, $6)`,
  job: 'select add_job($1, $2, $3, $4, $5)',
}
