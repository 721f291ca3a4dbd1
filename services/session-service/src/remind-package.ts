import { packageExpiring } from '@ecc/contracts/packages'
import { type Context, job, plusMinutes } from '@ecc/kit'
import { Type } from 'typebox'
import type { Config } from './config.ts'
import { isUsable, lockPackage, toPackage } from './package.ts'

/** Days before the end at which the player is told that sessions are left. */
export const reminderDays = [14, 3] as const

/** Tells that a package ends soon, when sessions are left and the day for it has come; late, only the nearest is told. */
export const remindPackage = job(
  'remind-package',
  Type.Object({ packageId: Type.String(), daysLeft: Type.Integer() }),
  async ({ packageId, daysLeft }, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      const row = await lockPackage(tx, packageId)
      if (!isUsable(row, ctx.now()) || row.unused.length === 0) return
      if (!isDue(row.validUntil as string, daysLeft, ctx.now())) return
      await ctx.emit(tx, packageExpiring, { ...toPackage(row), daysLeft }, row.id)
    })
  },
)

function isDue(validUntil: string, daysLeft: number, now: Date): boolean {
  const before = (days: number) => plusMinutes(validUntil, -days * 24 * 60)
  const next = reminderDays.find((days) => days < daysLeft) ?? 0
  return before(daysLeft) <= now && now < before(next)
}
