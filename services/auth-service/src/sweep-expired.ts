import { job } from '@ecc/kit'
import { Type } from 'typebox'
import type { AuthContext } from './config.ts'
import { forgetOldLinks } from './email-tokens.ts'
import { forgetOldDevices } from './known-devices.ts'
import { forgetOldAttempts } from './login-attempts.ts'
import { forgetOldLogins } from './logins.ts'

/** Every hour: deletes what has expired and betrays nothing any more. */
export const sweepExpired = job(
  'sweep-expired',
  Type.Object({}),
  async (_, ctx: AuthContext) => {
    await forgetOldAttempts(ctx)
    await forgetOldDevices(ctx)
    await forgetOldLinks(ctx)
    await forgetOldLogins(ctx)
  },
  { cron: '41 * * * *' },
)
