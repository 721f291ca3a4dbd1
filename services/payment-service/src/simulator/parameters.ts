import type { Form } from './form.ts'
import { invalidParameter } from './problems.ts'

/** Opens a parsed form for reading. */
export function parametersOf(form: Form): Parameters {
  return new Parameters(form, '')
}

/** Reads a request's parameters one by one; `finish` refuses those nobody read, as Stripe does. */
export class Parameters {
  readonly #form: Form
  /** Names the enclosing parameter in error messages. */
  readonly #prefix: string
  readonly #read = new Set<string>()
  readonly #children: Parameters[] = []

  constructor(form: Form, prefix: string) {
    this.#form = form
    this.#prefix = prefix
  }

  has(name: string): boolean {
    return this.#form[name] !== undefined
  }

  /** For changes: undefined when absent; an empty value is null, which is how a form unsets a field. */
  changedText(name: string): string | null | undefined {
    const value = this.#take(name)
    if (typeof value === 'object') throw this.#invalid(name, 'string')
    return value === '' ? null : value
  }

  /** Undefined when absent or empty. */
  optionalText(name: string): string | undefined {
    return this.changedText(name) ?? undefined
  }

  text(name: string): string {
    return this.#required(name, this.optionalText(name))
  }

  optionalInteger(name: string): number | undefined {
    const value = this.optionalText(name)
    if (value === undefined) return undefined
    if (/^-?\d{1,15}$/.test(value)) return Number(value)
    throw invalidParameter('parameter_invalid_integer', `Invalid integer: ${value}`, this.#fullName(name))
  }

  integer(name: string): number {
    return this.#required(name, this.optionalInteger(name))
  }

  optionalBoolean(name: string): boolean | undefined {
    const value = this.optionalText(name)
    if (value === undefined) return undefined
    if (value !== 'true' && value !== 'false') throw this.#invalid(name, 'boolean')
    return value === 'true'
  }

  optionalChoice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.optionalText(name)
    if (value === undefined) return undefined
    const choice = choices.find((one) => one === value)
    if (choice !== undefined) return choice
    const message = `Invalid ${this.#fullName(name)}: must be one of ${choices.join(', ')}`
    throw invalidParameter(undefined, message, this.#fullName(name))
  }

  list(name: string): string[] {
    const value = this.#take(name)
    if (value === undefined || value === '') return []
    const items = typeof value === 'string' ? [value] : Object.values(value)
    return items.map((item) => {
      if (typeof item !== 'string') throw this.#invalid(name, 'array')
      return item
    })
  }

  nested(name: string): Parameters | undefined {
    const value = this.#take(name)
    if (value === undefined || value === '') return undefined
    if (typeof value === 'string') throw this.#invalid(name, 'object')
    const child = new Parameters(value, this.#fullName(name))
    this.#children.push(child)
    return child
  }

  /** For `created`, which is an instant or a range; undefined when absent. */
  nestedOrInteger(name: string): Parameters | number | undefined {
    return typeof this.#form[name] === 'object' ? this.nested(name) : this.optionalInteger(name)
  }

  /** The new value of the metadata: given keys are merged into the previous ones, an empty value removes its key. */
  metadata(previous: Record<string, string> = {}): Record<string, string> {
    const value = this.#take('metadata')
    if (value === undefined) return previous
    if (value === '') return {}
    if (typeof value === 'string') throw this.#invalid('metadata', 'object')
    const merged = Object.entries({ ...previous, ...value }).map(([name, item]): [string, string] => {
      if (typeof item !== 'string') throw this.#invalid('metadata', 'object')
      return [name, item]
    })
    return Object.fromEntries(merged.filter(([, item]) => item !== ''))
  }

  /** Parameters of Stripe which change nothing here. */
  ignore(...names: string[]): void {
    for (const name of names) this.#read.add(name)
  }

  /** Throws `parameter_unknown` when something was sent that nobody read. */
  finish(): void {
    for (const child of this.#children) child.finish()
    const unknown = Object.keys(this.#form).find((name) => !this.#read.has(name))
    if (unknown === undefined) return
    const message = `Received unknown parameter: ${this.#fullName(unknown)}`
    throw invalidParameter('parameter_unknown', message, this.#fullName(unknown))
  }

  #take(name: string): string | Form | undefined {
    this.#read.add(name)
    return this.#form[name]
  }

  #required<Value>(name: string, value: Value | undefined): Value {
    if (value !== undefined) return value
    const fullName = this.#fullName(name)
    throw invalidParameter('parameter_missing', `Missing required param: ${fullName}.`, fullName)
  }

  #invalid(name: string, kind: string): Error {
    return invalidParameter(undefined, `Invalid ${kind}: ${this.#fullName(name)}`, this.#fullName(name))
  }

  #fullName(name: string): string {
    return this.#prefix === '' ? name : `${this.#prefix}[${name}]`
  }
}
