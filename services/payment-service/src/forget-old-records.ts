import { job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Ctx } from './config.ts'

const keyDays = 30
const eventDays = 60
const batch = 10_000

/** Every night: forgets Idempotency-Keys after 30 days, and events after 60; money and its history are kept. */
export const forgetOldRecords = job(
  'forget-old-records',
  Type.Object({}),
  async (_, { sql, now }: Ctx) => {
    const before = (days: number) => new Date(now().getTime() - days * 86_400_000)
    await sql`
      delete from pay_keys where (player_id, key) in (
        select player_id, key from pay_keys where created_at < ${before(keyDays)} limit ${batch})`
    await sql`
      delete from stripe_events where id in (
        select id from stripe_events where processed_at < ${before(eventDays)} limit ${batch})`
  },
  { cron: '20 3 * * *' },
)
