/** The mailbox of the platform, read as its owners would read it. */
import { eventually } from './stage.ts'

/** A mail as the mailbox shows it. */
export interface Mail {
  to: string
  subject: string
  text: string
  html: string
  ics: string | null
}

/** Mails to an address, newest first. */
export async function mailsTo(base: string, address: string): Promise<Mail[]> {
  const response = await fetch(`${base}/dev/mailbox?as=json&to=${encodeURIComponent(address)}`)
  return (await response.json()) as Mail[]
}

/** The newest mail to an address whose subject fits; waits for it. */
export async function mailWith(base: string, address: string, subject: RegExp): Promise<Mail> {
  const find = async () => (await mailsTo(base, address)).find((mail) => subject.test(mail.subject))
  await eventually(find, `a mail ${subject} to ${address}`).toBeDefined()
  return (await find()) as Mail
}

/** The path and query of the link of ours in a mail that begins with `path`. */
export function linkIn(mail: Mail, path: string): string {
  const link = mail.text.match(/https?:\/\/\S+/g)?.find((url) => new URL(url).pathname === path)
  if (!link) throw new Error(`no link to ${path} in "${mail.subject}":\n${mail.text}`)
  const { pathname, search } = new URL(link)
  return pathname + search
}
