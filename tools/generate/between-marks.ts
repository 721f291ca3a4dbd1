/** Replaces what stands between `<!-- name: generated -->` and `<!-- name: end -->`; throws when a mark is missing. */
export function betweenMarks(page: string, name: string, text: string): string {
  const [start, end] = [`<!-- ${name}: generated -->`, `<!-- ${name}: end -->`]
  const [before, rest] = split(page, start)
  const [, after] = split(rest, end)
  return `${before}${start}\n\n${text.trim()}\n\n${end}${after}`
}

function split(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  if (at < 0) throw new Error(`the mark ${mark} is missing`)
  return [text.slice(0, at), text.slice(at + mark.length)]
}
