/** What notification-service reads from its environment, and what it opens at start. */
import type { Context as KitContext } from '@ecc/kit'
import { type Static, Type } from 'typebox'
import { LiveSockets } from './live-sockets.ts'
import { openSmtp, type Smtp } from './smtp.ts'

export const config = Type.Object({
  PUBLIC_URL: Type.String({
    default: 'http://localhost:8080',
    description: 'Where people reach the web app; links in mails begin with it',
  }),
  SMTP_URL: Type.String({
    secret: true,
    developmentDefault: '',
    description: 'The mail server, smtp://user:password@host:587; without it mail is kept and shown at /dev/mailbox',
  }),
  MAIL_FROM: Type.String({
    default: 'Esport Coach Connect <no-reply@localhost>',
    description: 'The sender of mails and organiser of calendar entries',
  }),
  MAIL_MAX_ATTEMPTS: Type.Integer({
    default: 12,
    minimum: 1,
    maximum: 50,
    description: 'After how many tries a mail that the server does not take is given up (12 tries are about 20 hours)',
  }),
  MAIL_KEEP_DAYS: Type.Integer({ default: 30, minimum: 1, maximum: 3650, description: 'How long mails are kept' }),
  NOTICE_KEEP_DAYS: Type.Integer({ default: 180, minimum: 1, maximum: 3650, description: 'How long notices are kept' }),
  LIVE_PING_MS: Type.Integer({
    default: 25_000,
    minimum: 10,
    maximum: 120_000,
    description: 'How often a live connection is asked for a sign of life; one that gave none since is ended',
  }),
  LIVE_MAX_MINUTES: Type.Integer({
    default: 60,
    minimum: 1,
    maximum: 1440,
    description: 'How long a live connection lasts before the browser must open a new one with a fresh token',
  }),
})
export type Config = Static<typeof config>

/** What is open while the service runs: the mail server, if there is one, and the live connections. */
export interface Resources {
  smtp: Smtp | null
  live: LiveSockets
  sayGoodbye(): Promise<void>
  close(): Promise<void>
  health(): Promise<{ name: string; status: 'up' | 'degraded' | 'down'; detail: string }[]>
}
export type Context = KitContext<Config, Resources>

/** Opens them. */
export async function resources({ config, log, now }: Pick<Context, 'config' | 'log' | 'now'>): Promise<Resources> {
  const smtp = config.SMTP_URL ? openSmtp(config.SMTP_URL, config.MAIL_FROM, now) : null
  const live = new LiveSockets({ pingMs: config.LIVE_PING_MS, maxMinutes: config.LIVE_MAX_MINUTES, now, log })
  return {
    smtp,
    live,
    async sayGoodbye() {
      live.close()
    },
    async close() {
      smtp?.close()
    },
    health: async () => [
      smtp ? await smtp.health() : { name: 'smtp', status: 'up', detail: 'none set: mail is shown at /dev/mailbox' },
    ],
  }
}
