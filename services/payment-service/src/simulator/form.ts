/** A parsed form: text, or a nested form. An array is a form whose keys are 0, 1, 2. */
export interface Form {
  [name: string]: string | Form
}

const pairsLimit = 1000
const depthLimit = 6

/**
 * Parses Stripe's form encoding, `a=1&b[c]=2&expand[]=x&list[0][d]=3`.
 * Returns undefined when the text is not of that form. Objects have no prototype, so no name is special.
 */
export function parseForm(text: string): Form | undefined {
  const form: Form = Object.create(null)
  const pairs = [...new URLSearchParams(text)]
  if (pairs.length > pairsLimit) return undefined
  for (const [name, value] of pairs) {
    const path = pathOf(name)
    if (path === undefined || !place(form, path, value)) return undefined
  }
  return form
}

/** Splits `a[b][]` into `a`, `b` and the empty name, which stands for the next free index. */
function pathOf(name: string): string[] | undefined {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name)
  if (match === null) return undefined
  const [, first = '', rest = ''] = match
  const path = [first, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map((part) => part[1] ?? '')]
  return path.length > depthLimit ? undefined : path
}

function place(form: Form, path: string[], value: string): boolean {
  let parent = form
  for (const name of path.slice(0, -1)) {
    const child = (parent[keyIn(parent, name)] ??= Object.create(null) as Form)
    if (typeof child === 'string') return false
    parent = child
  }
  const last = keyIn(parent, path.at(-1) ?? '')
  if (typeof parent[last] === 'object') return false
  parent[last] = value
  return true
}

function keyIn(parent: Form, name: string): string {
  return name === '' ? String(Object.keys(parent).length) : name
}

/** A JSON body in the shape of a form, so that v2 endpoints read their parameters the same way. */
export function formOfJson(value: unknown): Form | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const form: Form = Object.create(null)
  for (const [name, item] of Object.entries(value)) {
    if (item === null) form[name] = ''
    else form[name] = formOfJson(item) ?? String(item)
  }
  return form
}
