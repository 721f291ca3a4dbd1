/** ICE servers for a browser; TURN with credentials of ten minutes. */
import { createHmac } from 'node:crypto'
import type { IceServer } from '@ecc/contracts/video'
import type { Static } from 'typebox'
import type { Config } from './config.ts'

const turnLifeSeconds = 600

/**
 * The servers to give to this person. TURN credentials follow the REST API for access to TURN services
 * (draft-uberti-behave-turn-rest-00), as coturn's `use-auth-secret` checks them: the user name is `expiry:user`, the
 * password its HMAC-SHA1 in base64.
 */
export function iceServers(config: Config, userId: string, now: Date): Static<typeof IceServer>[] {
  const stun = listOf(config.STUN_URLS)
  const turn = listOf(config.TURN_URL)
  const servers: Static<typeof IceServer>[] = stun.length > 0 ? [{ urls: stun }] : []
  if (turn.length === 0 || config.TURN_SECRET === undefined) return servers
  const username = `${Math.floor(now.getTime() / 1000) + turnLifeSeconds}:${userId}`
  const credential = createHmac('sha1', config.TURN_SECRET).update(username).digest('base64')
  return [...servers, { urls: turn, username, credential }]
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((url) => url.trim())
    .filter((url) => url !== '')
}
