import { Textarea, type TextareaProps } from '@mantine/core'
import { useState } from 'react'
import { limitOf } from '../lib/field-limits.ts'

/** Words that somebody must write before they send something. */
export interface Words {
  text: string
  write: (text: string) => void
  /** They tried to send too few. */
  isRefused: boolean
  maxLength: number
  /** What to send, trimmed; null when it is too short, which the field says from then on. */
  take: () => string | null
  /** After they were sent. */
  clear: () => void
}

/** Keeps words within the bounds of a contract's field; `kept` where a draft outlives the page. */
export function useWords(schema: unknown, kept?: readonly [string, (text: string) => void]): Words {
  const own = useState('')
  const [text, write] = kept ?? own
  const [tried, setTried] = useState(false)
  const isShort = text.trim().length < limitOf(schema, 'minLength')
  return {
    text,
    write,
    isRefused: tried && isShort,
    maxLength: limitOf(schema, 'maxLength'),
    take: () => {
      setTried(true)
      return isShort ? null : text.trim()
    },
    clear: () => {
      write('')
      setTried(false)
    },
  }
}

/** The field they are written in; `needed` is said when they are too few. */
export function WordsField(props: { words: Words; needed: string } & TextareaProps) {
  const { words, needed, ...rest } = props
  return (
    <Textarea
      autosize
      minRows={2}
      maxRows={10}
      {...rest}
      maxLength={words.maxLength}
      value={words.text}
      error={words.isRefused ? needed : null}
      onChange={(event) => words.write(event.currentTarget.value)}
    />
  )
}
