import classes from './face.module.css'

/** A person's picture, else their initials on a colour of their own. Decorative: the name stands beside it. */
export function Face(props: { name: string; url: string | null; size?: number }) {
  const size = props.size ?? 44
  const hue = [...props.name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7)
  const style = { width: size, height: size, fontSize: size * 0.38, background: `oklch(0.42 0.09 ${hue})` }
  if (props.url !== null) return <img className={classes.face} style={style} src={props.url} alt="" />
  return <span className={classes.face} style={style} data-initials={initialsOf(props.name)} aria-hidden="true" />
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word))
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toLocaleUpperCase()
}
