import { packageExpiring } from '@ecc/contracts/packages'
import { type Context, job, plusMinutes } from '@ecc/kit'
import { Type } from 'typebox'
import type { Config } from './config.ts'
import { isUsable, lockPackage, toPackage } from './package.ts'

/** Days before the end at which the player is told that sessions are left. */
export const reminderDays = [14, 3] as const

/** Tells that a package ends soon, when sessions are left and the day for it has come. */
export const remindPackage = job(
  'remind-package',
  Type.Object({ packageId: Type.String(), daysLeft: Type.Integer() }),
  async ({ packageId, daysLeft }, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      const row = await lockPackage(tx, packageId)
      if (!isUsable(row, ctx.now()) || row.unused.length === 0) return
      const isTime = (days: number) => plusMinutes(row.validUntil as string, -days * 24 * 60) <= ctx.now()
      // Late, when the next reminder is due too: one is enough.
      if (!isTime(daysLeft) || reminderDays.some((days) => days < daysLeft && isTime(days))) return
      await ctx.emit(tx, packageExpiring, { ...toPackage(row), daysLeft }, row.id)
    })
  },
)
