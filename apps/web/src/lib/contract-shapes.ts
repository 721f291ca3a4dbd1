/**
 * Stands in for `typebox` in the browser (see `vite.config.ts`). The contracts build their shapes with it when they are
 * loaded; a page reads them (is there a body, how long may a title be) but never validates by them, so it needs the
 * plain JSON Schema and not the 17 kB that TypeBox adds to the first load. `contract-shapes.test.ts` compares the two.
 */
type Schema = Record<string, unknown>
type Fields = Record<string, Schema>

const isOptional = Symbol('optional')
const of =
  (type: string) =>
  (options: Schema = {}): Schema => ({ type, ...options })

const object = (properties: Fields, options: Schema = {}): Schema => {
  const required = Object.keys(properties).filter((name) => !(isOptional in (properties[name] ?? {})))
  return { type: 'object', ...(required.length > 0 ? { required } : {}), properties, ...options }
}
const optional = (schema: Schema): Schema => Object.defineProperty({ ...schema }, isOptional, { value: true })

export const Type = {
  String: of('string'),
  Integer: of('integer'),
  Number: of('number'),
  Boolean: of('boolean'),
  Null: of('null'),
  Any: (options: Schema = {}): Schema => ({ ...options }),
  Object: object,
  Array: (items: Schema, options: Schema = {}): Schema => ({ type: 'array', items, ...options }),
  Union: (anyOf: Schema[], options: Schema = {}): Schema => ({ anyOf, ...options }),
  Literal: (value: unknown, options: Schema = {}): Schema => ({ type: typeof value, const: value, ...options }),
  Enum: (values: readonly unknown[], options: Schema = {}): Schema => ({ enum: [...values], ...options }),
  Unsafe: (schema: Schema): Schema => ({ ...schema }),
  Optional: optional,
  Omit: (schema: Schema, names: readonly string[]): Schema =>
    object(Object.fromEntries(Object.entries(schema.properties as Fields).filter(([name]) => !names.includes(name)))),
  Partial: (schema: Schema, options: Schema = {}): Schema => {
    const fields = Object.entries(schema.properties as Fields)
    const properties = Object.fromEntries(fields.map(([name, field]) => [name, optional(field)]))
    return { ...object(properties), ...options }
  },
}
