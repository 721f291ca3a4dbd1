import { searchCoaches } from '@ecc/contracts/coaches'
import { it } from 'vitest'
import { at, coachService, game } from './testing.ts'
import { gameCatalogue } from './game-catalogue.ts'
it('perf', async () => {
  const t = await coachService()
  const n = 30000
  const ids = gameCatalogue.map((g) => g.id)
  const roles = gameCatalogue.map((g) => g.roles[0]?.id ?? 'x')
  await t.sql`insert into coaches (id, status, headline, bio, created_at, approved_at) select uuidv7(), 'approved', 'Coach number ' || i, 'bio of ' || md5(i::text), ${t.clock.now()}, ${t.clock.now()} from generate_series(1, ${n}) i`
  await t.sql`insert into people (id, display_name) select id, 'Name ' || md5(id::text) from coaches`
  await t.sql`insert into coach_games select id, (${ids}::text[])[1 + (hashtext(id::text) & 7)], array[(${roles}::text[])[1 + (hashtext(id::text) & 7)]], 'r', (hashtext(id::text) >> 4) & 15, 0 from coaches`
  await t.sql`insert into offers (id, coach_id, title, description, game_id, kind, duration_minutes, amount_minor, currency, policy, created_at) select uuidv7(), id, 'Offer', '', ${game.id}, 'single', 60, 1000 + (hashtext(id::text) & 4095), 'EUR', 'flexible', created_at from coaches`
  const base = Math.floor(t.clock.now().getTime() / 60000 / 1440) * 1440
  await t.sql`insert into coach_search select c.id, true, lower(p.display_name || ' ' || c.headline), to_tsvector('simple', p.display_name || c.headline || c.bio), '{en}', o.id, o.hourly_minor, 'EUR', 4 + random(), 4.5, random(),
    array(select ${base}::int + 840 + k * 30 from generate_series(0, 23) k),
    (select range_agg(int4range(${base}::int + d * 1440 + h + (hashtext(c.id::text) & 15) * 60, ${base}::int + d * 1440 + h + (hashtext(c.id::text) & 15) * 60 + 211)) from generate_series(0, 59) d, (values (0), (300)) v(h) where (d * 7 + hashtext(c.id::text)) % 3 <> 0), 30, 120, ${t.clock.now()}
    from coaches c join people p using (id) join offers o on o.coach_id = c.id`
  await t.sql`analyze`.catch(() => {})
  const queries = { all: {}, game: { game: game.id }, price: { sort: 'price' as const, maxPrice: 3000 }, free: { freeFrom: at('2027-03-06T18:00'), freeTo: at('2027-03-06T22:00') }, gameFree: { game: game.id, freeFrom: at('2027-03-06T18:00'), freeTo: at('2027-03-06T22:00') }, soonest: { sort: 'soonest' as const }, q: { q: 'number 12345' }, soonestFree: { sort: 'soonest' as const, freeFrom: at('2027-03-06T18:00'), freeTo: at('2027-03-06T22:00') } }
  for (const [name, query] of Object.entries(queries)) {
    const times: number[] = []
    let total = 0
    for (let i = 0; i < 6; i++) {
      const start = performance.now()
      total = (await t.call(searchCoaches, { query })).total
      times.push(performance.now() - start)
    }
    console.log(name, total, times.sort((a, b) => a - b).map((x) => x.toFixed(0)).join(' '))
  }
  const [x] = await t.sql`select avg(pg_column_size(free_starts)) as a, pg_total_relation_size('coach_search') as b from coach_search`
  console.log(x)
  await t.close()
}, 300000)
