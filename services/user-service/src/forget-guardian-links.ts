import { job } from '@ecc/kit'
import { Type } from 'typebox'
import type { UserContext } from './config.ts'
import { forgetOldLinks } from './guardian.ts'

/** Every night: links to guardians that have expired go. */
export const forgetGuardianLinks = job(
  'forget-guardian-links',
  Type.Object({}),
  (_, ctx: UserContext) => forgetOldLinks(ctx),
  { cron: '23 3 * * *' },
)
