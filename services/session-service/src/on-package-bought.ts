import { packageBought } from '@ecc/contracts/packages'
import { type Context, plusMinutes, subscribe } from '@ecc/kit'
import type { Config } from './config.ts'
import { expirePackage } from './expire-package.ts'
import { reminderDays, remindPackage } from './remind-package.ts'

/** Plans the reminders and the end of a package that was paid. */
export const onPackageBought = subscribe(packageBought, async ({ payload, once }, ctx: Context<Config>) => {
  const { id: packageId, validUntil } = payload
  if (validUntil === null) throw new Error(`package ${packageId} is paid and has no end`)
  await once(async (tx) => {
    await ctx.addJob(tx, expirePackage, { packageId }, { runAt: validUntil, key: `expire:${packageId}` })
    for (const daysLeft of reminderDays) {
      const runAt = plusMinutes(validUntil, -daysLeft * 24 * 60)
      await ctx.addJob(tx, remindPackage, { packageId, daysLeft }, { runAt, key: `remind:${packageId}:${daysLeft}` })
    }
  })
})
