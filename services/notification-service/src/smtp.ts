import nodemailer from 'nodemailer'
import type { Method } from './calendar.ts'

/** A mail as the server is given it. `ics` goes along as a calendar part and as a file. */
export interface OutgoingMail {
  id: string
  address: string
  subject: string
  html: string
  text: string
  ics: string | null
  icsMethod: Method | null
}

/** A mail server behind one narrow door. */
export interface Smtp {
  /** Resolves when the server has taken the mail; throws a Refused when trying again is pointless. */
  send(mail: OutgoingMail): Promise<void>
  health(): Promise<{ name: string; status: 'up' | 'degraded'; detail: string }>
  close(): void
}

/** The server will never take this mail (a 5xx answer to it), so no further try is made. */
export class Refused extends Error {}

const healthFreshMs = 30_000

/** Opens a pool of at most two connections; nothing is connected before the first mail. Every step has a time limit. */
export function openSmtp(url: string, from: string, now: () => Date): Smtp {
  const transport = nodemailer.createTransport(
    {
      url,
      pool: true,
      maxConnections: 2,
      connectionTimeout: 5_000,
      greetingTimeout: 5_000,
      dnsTimeout: 5_000,
      socketTimeout: 15_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  )
  const domain = /@([^\s>]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'
  let seen: { at: number; error: string | null } | undefined

  const look = async () => {
    if (seen && now().getTime() - seen.at < healthFreshMs) return seen.error
    const error = await transport.verify().then(() => null, messageOf)
    seen = { at: now().getTime(), error }
    return error
  }
  return {
    async send(mail) {
      try {
        await transport.sendMail(toMessage(mail, domain))
        seen = { at: now().getTime(), error: null }
      } catch (error) {
        if (isRefusal(error)) throw new Refused(messageOf(error))
        seen = { at: now().getTime(), error: messageOf(error) }
        throw error
      }
    },
    // Mail waits in its table while the server is away, so the service is only degraded.
    async health() {
      const error = await look()
      return { name: 'smtp', status: error ? 'degraded' : 'up', detail: error ?? new URL(url).host }
    },
    close: () => transport.close(),
  }
}

function toMessage(mail: OutgoingMail, domain: string) {
  return {
    messageId: `<${mail.id}@${domain}>`,
    to: mail.address,
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...(mail.ics && mail.icsMethod
      ? { icalEvent: { method: mail.icsMethod.toLowerCase(), filename: 'session.ics', content: mail.ics } }
      : {}),
  }
}

/** RFC 5321, 4.2.1: 5yz is permanent. A rejected sign-in (EAUTH) is ours to mend, so the mail waits. */
function isRefusal(error: unknown): boolean {
  const { responseCode, code } = error as { responseCode?: number; code?: string }
  return code !== 'EAUTH' && responseCode !== undefined && responseCode >= 500 && responseCode < 600
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 500) : String(error).slice(0, 500)
}
