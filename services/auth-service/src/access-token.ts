/** Access tokens: ten-minute JWTs (RFC 9068 in spirit), signed with Ed25519. */
import type { Role } from '@ecc/contracts/define'
import { SignJWT } from 'jose'
import type { AuthContext } from './config.ts'
import { currentKey } from './signing-keys.ts'

const lifeMinutes = 10

/** Makes an access token: `sub` the person, `roles`, `lid` the login. Nobody asks us again while it lives. */
export async function makeAccessToken(
  claims: { userId: string; roles: readonly Role[]; loginId: string },
  ctx: AuthContext,
): Promise<{ accessToken: string; accessTokenExpiresAt: string }> {
  const { kid, privateKey } = await currentKey(ctx)
  const issuedAt = Math.floor(ctx.now().getTime() / 1000)
  const expiresAt = issuedAt + lifeMinutes * 60
  const accessToken = await new SignJWT({ roles: claims.roles, lid: claims.loginId })
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'JWT' })
    .setIssuer('ecc')
    .setAudience('ecc')
    .setSubject(claims.userId)
    .setJti(ctx.id())
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(privateKey)
  return { accessToken, accessTokenExpiresAt: new Date(expiresAt * 1000).toISOString() }
}
