import { job } from '@ecc/kit'
import { Type } from 'typebox'
import type { AuthContext } from './config.ts'
import { rotateKeys } from './signing-keys.ts'

/** Every day: makes the next signing key when it is time, and forgets those nobody needs any more. */
export const rotateSigningKeys = job('rotate-signing-keys', Type.Object({}), (_, ctx: AuthContext) => rotateKeys(ctx), {
  cron: '17 3 * * *',
})
