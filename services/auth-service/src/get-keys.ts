import * as contract from '@ecc/contracts/auth'
import { handle } from '@ecc/kit'
import type { AuthContext } from './config.ts'
import { publicKeys } from './signing-keys.ts'

/** GET /auth/jwks: the public keys. May be cached for five minutes; a new key is shown an hour before it signs. */
export const getKeys = handle(contract.getKeys, async ({ http }, ctx: AuthContext) => {
  const keys = await publicKeys(ctx)
  http.setHeader('cache-control', 'public, max-age=300')
  return { keys }
})
