/** What video-service reads from its environment, and what it keeps open. */
import type { Context as KitContext } from '@ecc/kit'
import { type Static, Type } from 'typebox'
import { Connections } from './connections.ts'

export const config = Type.Object({
  ROOM_TICKET_SECRET: Type.String({
    secret: true,
    developmentDefault: 'development-only-ticket-secret',
    minLength: 16,
    description: 'Signs the one-use tickets to a room',
  }),
  ATTENDANCE_SECRET: Type.String({
    secret: true,
    developmentDefault: 'development-only-attendance-secret',
    minLength: 16,
    description: 'Signs join and leave records; keep it, or old records can no longer be checked',
  }),
  STUN_URLS: Type.String({
    default: '',
    description:
      'STUN servers for browsers, comma separated, e.g. stun:stun.example.com:3478; none is needed on one network',
  }),
  TURN_URL: Type.String({
    default: '',
    description: 'TURN servers (coturn), comma separated, e.g. turn:turn.example.com:3478?transport=udp',
  }),
  TURN_SECRET: Type.Optional(
    Type.String({ minLength: 16, description: "coturn's static-auth-secret; needed with TURN_URL" }),
  ),
  RTC_JOIN_TIMEOUT_MS: Type.Integer({
    default: 5_000,
    minimum: 10,
    maximum: 60_000,
    description: 'How long a new connection may take to show its ticket',
  }),
  RTC_BEAT_MS: Type.Integer({
    default: 15_000,
    minimum: 100,
    maximum: 20_000,
    description: 'How often a connection is checked and its attendance moved on; a stay unseen for 60 s is ended',
  }),
})
export type Config = Static<typeof config>

/** The connections of this process. */
export interface Resources {
  connections: Connections
  sayGoodbye(): Promise<void>
}
export type Context = KitContext<Config, Resources>

/** Starts the heartbeat. Throws when TURN is only half set. */
export async function resources({
  config,
  sql,
  now,
  log,
}: Pick<Context, 'config' | 'sql' | 'now' | 'log'>): Promise<Resources> {
  if (config.TURN_URL !== '' && config.TURN_SECRET === undefined) throw new Error('TURN_URL needs TURN_SECRET')
  const connections = new Connections({ sql, now, log, beatMs: config.RTC_BEAT_MS })
  return { connections, sayGoodbye: () => connections.close() }
}
