import { job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Ctx } from './config.ts'
import { dueOperations } from './operation.ts'
import { start } from './run-operation.ts'

const batch = 500

/** Every minute: starts operations that are due and that no job will touch, for instance after a crash. */
export const sweepOperations = job(
  'sweep-operations',
  Type.Object({}),
  async (_, ctx: Ctx) => {
    await ctx.sql.begin(async (tx) => start(tx, ctx, await dueOperations(tx, ctx.now(), batch)))
  },
  { cron: '* * * * *' },
)
