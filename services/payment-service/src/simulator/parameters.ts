import type { Form } from './form.ts'
import { invalidParameter } from './problems.ts'

/** Reads a request's parameters one by one; `finish` refuses those nobody read, as Stripe does. */
export interface Parameters {
  has(name: string): boolean
  /** Undefined when absent or empty. */
  optionalText(name: string): string | undefined
  /** For changes: undefined when absent; an empty value is null, which is how a form unsets a field. */
  changedText(name: string): string | null | undefined
  text(name: string): string
  optionalInteger(name: string): number | undefined
  integer(name: string): number
  optionalBoolean(name: string): boolean | undefined
  optionalChoice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined
  list(name: string): string[]
  nested(name: string): Parameters | undefined
  /** For `created`, which is an instant or a range. */
  nestedOrInteger(name: string): Parameters | number
  /** The new value of a metadata field: given keys are merged in, an empty value removes its key. */
  metadata(previous?: Record<string, string>): Record<string, string>
  /** Parameters of Stripe which change nothing here. */
  ignore(...names: string[]): void
  finish(): void
}

/** Opens a parsed form for reading; `prefix` names the enclosing parameter in error messages. */
export function parametersOf(form: Form, prefix = ''): Parameters {
  const read = new Set<string>()
  const children: Parameters[] = []
  const fullName = (name: string): string => (prefix === '' ? name : `${prefix}[${name}]`)

  function take(name: string): string | Form | undefined {
    read.add(name)
    return form[name]
  }

  function changedText(name: string): string | null | undefined {
    const value = take(name)
    if (typeof value === 'object')
      throw invalidParameter(undefined, `Invalid string: ${fullName(name)}`, fullName(name))
    return value === '' ? null : value
  }

  const optionalText = (name: string): string | undefined => changedText(name) ?? undefined

  function text(name: string): string {
    const value = optionalText(name)
    if (value === undefined) throw missing(fullName(name))
    return value
  }

  function optionalInteger(name: string): number | undefined {
    const value = optionalText(name)
    if (value === undefined) return undefined
    if (!/^-?\d{1,15}$/.test(value)) {
      throw invalidParameter('parameter_invalid_integer', `Invalid integer: ${value}`, fullName(name))
    }
    return Number(value)
  }

  function integer(name: string): number {
    const value = optionalInteger(name)
    if (value === undefined) throw missing(fullName(name))
    return value
  }

  function optionalBoolean(name: string): boolean | undefined {
    const value = optionalText(name)
    if (value === undefined) return undefined
    if (value !== 'true' && value !== 'false') {
      throw invalidParameter(undefined, `Invalid boolean: ${value}`, fullName(name))
    }
    return value === 'true'
  }

  function optionalChoice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = optionalText(name)
    if (value === undefined) return undefined
    const choice = choices.find((one) => one === value)
    if (choice === undefined) {
      const message = `Invalid ${fullName(name)}: must be one of ${choices.join(', ')}`
      throw invalidParameter(undefined, message, fullName(name))
    }
    return choice
  }

  function list(name: string): string[] {
    const value = take(name)
    if (value === undefined || value === '') return []
    const items = typeof value === 'string' ? [value] : Object.values(value)
    if (items.some((item) => typeof item !== 'string')) {
      throw invalidParameter(undefined, `Invalid array: ${fullName(name)}`, fullName(name))
    }
    return items as string[]
  }

  function nested(name: string): Parameters | undefined {
    const value = take(name)
    if (value === undefined || value === '') return undefined
    if (typeof value === 'string') {
      throw invalidParameter(undefined, `Invalid object: ${fullName(name)}`, fullName(name))
    }
    const child = parametersOf(value, fullName(name))
    children.push(child)
    return child
  }

  function nestedOrInteger(name: string): Parameters | number {
    return typeof form[name] === 'object' ? (nested(name) as Parameters) : integer(name)
  }

  function metadata(previous: Record<string, string> = {}): Record<string, string> {
    const value = take('metadata')
    if (value === undefined) return previous
    if (value === '') return {}
    if (typeof value === 'string' || Object.values(value).some((item) => typeof item !== 'string')) {
      throw invalidParameter(undefined, `Invalid object: ${fullName('metadata')}`, fullName('metadata'))
    }
    const merged = { ...previous, ...(value as Record<string, string>) }
    return Object.fromEntries(Object.entries(merged).filter(([, item]) => item !== ''))
  }

  function finish(): void {
    for (const child of children) child.finish()
    const unknown = Object.keys(form).find((name) => !read.has(name))
    if (unknown === undefined) return
    const message = `Received unknown parameter: ${fullName(unknown)}`
    throw invalidParameter('parameter_unknown', message, fullName(unknown))
  }

  return {
    has: (name) => form[name] !== undefined,
    optionalText,
    changedText,
    text,
    optionalInteger,
    integer,
    optionalBoolean,
    optionalChoice,
    list,
    nested,
    nestedOrInteger,
    metadata,
    ignore: (...names) => names.forEach((name) => read.add(name)),
    finish,
  }
}

function missing(name: string): Error {
  return invalidParameter('parameter_missing', `Missing required param: ${name}.`, name)
}
