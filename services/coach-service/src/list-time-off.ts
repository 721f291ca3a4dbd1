import * as contract from '@ecc/contracts/availability'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { readTimeOff } from './time-off.ts'

/** GET /coaches/me/time-off: the coach's time off, earliest first. */
export const listTimeOff = handle(contract.listTimeOff, async ({ caller }, { sql }: Context<Config>) => ({
  items: await readTimeOff(sql, caller.userId),
}))
