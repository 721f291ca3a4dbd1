import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Config } from './config.ts'
import { decideWhenDue } from './group-session.ts'

/** At the cut-off of a group: it takes place, or all who booked get their money back. */
export const decideGroup = job(
  'decide-group',
  Type.Object({ groupId: Type.String() }),
  async ({ groupId }, ctx: Context<Config>) => {
    await ctx.sql.begin((tx) => decideWhenDue(tx, groupId, ctx))
  },
)
