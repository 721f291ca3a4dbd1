import type { Notice } from '@ecc/contracts/notifications'
import type { Method } from './calendar.ts'

/** A piece of a mail's text. */
export type Block =
  | { is: 'text'; text: string }
  | { is: 'quote'; text: string }
  | { is: 'facts'; rows: readonly (readonly [label: string, value: string])[] }
  | { is: 'button'; label: string; url: string }
  | { is: 'small'; text: string }

/** What is told to one person: a mail, made as HTML and text from the same blocks, and a notice in the app. */
export interface Letter {
  subject: string
  blocks: readonly Block[]
  /** Left out when only a mail is wanted. */
  notice?: { kind: Notice['kind']; title: string; body: string; link: string | null }
  /** `always`, or only when the person's settings allow this kind; `never` leaves only the notice. */
  mail: 'always' | 'reminders' | 'updates' | 'never'
  /** Why it comes, said below the mail; left out it follows from `mail`. */
  because?: string
  ics?: { content: string; method: Method }
  /** Names what it is about where several events tell the same to one person; left out, each event is told. */
  once?: string
}

/** A paragraph. */
export const text = (words: string): Block => ({ is: 'text', text: words })
/** Someone's own words. */
export const quote = (words: string): Block => ({ is: 'quote', text: words })
/** Labelled values. */
export const facts = (...rows: (readonly [string, string])[]): Block => ({ is: 'facts', rows })
/** The one thing to do. */
export const button = (label: string, url: string): Block => ({ is: 'button', label, url })
/** A remark below. */
export const small = (words: string): Block => ({ is: 'small', text: words })

/** A subject is one line: names and titles in it are people's own words. */
export function subjectLine(words: string): string {
  return words.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 200)
}
