import { allRoutes } from '@ecc/contracts/all'
import { Type as Real } from 'typebox'
import { expect, test } from 'vitest'
import { Type } from './contract-shapes.ts'

const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown

test('builds the same JSON Schema as TypeBox', () => {
  const build = (T: typeof Real) =>
    T.Object(
      {
        name: T.String({ minLength: 2, pattern: '^a' }),
        count: T.Optional(T.Integer({ minimum: 0 })),
        ratio: T.Number(),
        on: T.Boolean(),
        any: T.Any(),
        kind: T.Enum(['a', 'b']),
        either: T.Union([T.Literal('x'), T.Null()]),
        list: T.Array(T.String(), { maxItems: 3 }),
        part: T.Partial(T.Object({ a: T.String(), b: T.Optional(T.Integer()) }), { additionalProperties: false }),
        rest: T.Omit(T.Object({ a: T.String(), b: T.Optional(T.Integer()), c: T.Null() }), ['a'], { title: 'Rest' }),
        nothing: T.Object({}),
      },
      { additionalProperties: false },
    )
  expect(plain(build(Type as unknown as typeof Real))).toEqual(plain(build(Real)))
})

test('knows every word the contracts use', async () => {
  expect(allRoutes.length).toBeGreaterThan(50)
  const { readdir, readFile } = await import('node:fs/promises')
  const folder = new URL('../../../../packages/contracts/src/', import.meta.url)
  const sources = await Promise.all((await readdir(folder)).map((name) => readFile(new URL(name, folder), 'utf8')))
  const words = new Set(
    sources.flatMap((source) => [...source.matchAll(/\bType\.(\w+)\b/g)].map((match) => match[1] ?? '')),
  )
  expect([...words].filter((word) => !(word in Type))).toEqual([])
})
