import { useEffect, useState } from 'react'

/** Words that survive leaving the page, kept in this tab under a name until they are sent. */
export function useDraft(name: string): readonly [string, (words: string) => void] {
  const key = `dispute-draft:${name}`
  const [words, setWords] = useState(() => read(key))
  useEffect(() => write(key, words), [key, words])
  return [words, setWords]
}

// Storage may be refused (private mode): then a draft lives as long as the page.
function read(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}

function write(key: string, words: string): void {
  try {
    if (words === '') sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, words)
  } catch {
    return
  }
}
