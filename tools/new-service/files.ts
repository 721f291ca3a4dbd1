/** What a new service consists of: a route that keeps a thing, from the contract to the table, and its test. */

/** A service by its words: `notes-service` on its port keeps a `note` in `notes`. */
export interface NewService {
  name: string
  port: number
  /** `team-notes`: the contract's file and the path. */
  plural: string
  /** `team-note`: the file of the noun. */
  singular: string
}

/** The files of a service by their paths from the root; the formatter comes after. */
export function filesOf(service: NewService): Record<string, string> {
  const { name, plural, singular } = service
  const w = wordsOf(service)
  const files: Record<string, string> = {
    'package.json': packageJson(name),
    'README.md': readme(service),
    [`migrations/0001_${w.table}.sql`]: migration(w),
    'src/config.ts': config(service),
    'src/service.ts': contentsPage(service),
    [`src/${singular}.ts`]: noun(service),
    [`src/create-${singular}.ts`]: capability(service),
    [`src/create-${singular}.test.ts`]: test(service),
  }
  return {
    [`packages/contracts/src/${plural}.ts`]: contract(service),
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`services/${name}/${path}`, text])),
  }
}

function wordsOf({ plural, singular }: NewService) {
  const camel = (kebab: string) => kebab.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())
  const pascal = (kebab: string) => camel(`-${kebab}`)
  return {
    camel: camel(singular),
    Pascal: pascal(singular),
    Pascals: pascal(plural),
    camels: camel(plural),
    table: plural.replaceAll('-', '_'),
    MAX: `MAX_${plural.replaceAll('-', '_').toUpperCase()}`,
    text: singular.replaceAll('-', ' '),
    texts: plural.replaceAll('-', ' '),
  }
}

const packageJson = (name: string) =>
  `${JSON.stringify(
    {
      name: `@ecc/${name}`,
      version: '0.1.0',
      private: true,
      type: 'module',
      exports: { '.': './src/service.ts' },
      dependencies: { '@ecc/contracts': '0.1.0', '@ecc/kit': '0.1.0', typebox: '1.4.3' },
    },
    null,
    2,
  )}\n`

function contract(service: NewService): string {
  const { name, port, plural, singular } = service
  const w = wordsOf(service)
  return `/** What ${name} promises: keeping ${w.texts}. */
import { type Static, Type } from 'typebox'
import { problem, Shape, service } from './define.ts'
import { Id, Instant } from './vocabulary.ts'

const { route, event } = service({ name: '${name}', port: ${port}, summary: 'Keeps ${w.texts}' })

/** What its owner wrote, as it was kept. */
export const ${w.Pascal} = Shape({ id: Id, text: Type.String(), createdAt: Instant })
export type ${w.Pascal} = Static<typeof ${w.Pascal}>

export const tooMany${w.Pascals} = problem('too-many-${plural}', 409, 'You have as many ${w.texts} as one may have')

export const create${w.Pascal} = route('create${w.Pascal}', {
  method: 'POST',
  path: '/${plural}',
  access: 'self',
  summary: 'Keep a ${w.text}',
  idempotent: true,
  body: Shape({ text: Type.String({ minLength: 1, maxLength: 2_000 }) }),
  status: 201,
  reply: ${w.Pascal},
  problems: [tooMany${w.Pascals}],
  example: { body: { text: 'Hold the smoke for the retake' } },
})

export const ${w.camel}Created = event('${singular}.created', ${w.Pascal}, 'Somebody keeps a ${w.text}')
`
}

function contentsPage(service: NewService): string {
  const { name, port, singular } = service
  const w = wordsOf(service)
  return `/** ${name}: keeps ${w.texts}. */
import { defineService } from '@ecc/kit'
import { config } from './config.ts'
import { create${w.Pascal} } from './create-${singular}.ts'

export default defineService({
  name: '${name}',
  port: ${port},
  config,
  migrations: new URL('../migrations/', import.meta.url),
  routes: [create${w.Pascal}],
})
`
}

function config(service: NewService): string {
  const w = wordsOf(service)
  return `/** What ${service.name} reads from its environment. */
import type { Context as KitContext } from '@ecc/kit'
import { type Static, Type } from 'typebox'

export const config = Type.Object({
  ${w.MAX}: Type.Integer({ default: 100, minimum: 1, description: 'How many ${w.texts} a person may have' }),
})
export type Context = KitContext<Static<typeof config>>
`
}

function capability(service: NewService): string {
  const { plural, singular } = service
  const w = wordsOf(service)
  return `import { create${w.Pascal} as contract, ${w.camel}Created } from '@ecc/contracts/${plural}'
import { handle } from '@ecc/kit'
import type { Context } from './config.ts'
import { keep } from './${singular}.ts'

/** POST /${plural}: keeps a ${w.text} of the caller, and tells the others. */
export const create${w.Pascal} = handle(contract, async ({ body, caller, once }, ctx: Context) =>
  once(async (tx) => {
    const ${w.camel} = await keep(tx, { ownerId: caller.userId, text: body.text }, ctx)
    await ctx.emit(tx, ${w.camel}Created, ${w.camel}, ${w.camel}.id)
    return ${w.camel}
  }),
)
`
}

function noun(service: NewService): string {
  const w = wordsOf(service)
  return `/** ${w.Pascals}: their rules, and every statement on their table. */
import { type ${w.Pascal}, tooMany${w.Pascals} } from '@ecc/contracts/${service.plural}'
import type { Tx } from '@ecc/kit'
import type { Context } from './config.ts'

/** Keeps a ${w.text}. Throws tooMany${w.Pascals} when its owner has as many as one may have. */
export async function keep(
  tx: Tx,
  { ownerId, text }: { ownerId: string; text: string },
  ctx: Pick<Context, 'config' | 'id' | 'now'>,
): Promise<${w.Pascal}> {
  // Two requests of one person at the same moment would each see room for one more.
  await tx\`select pg_advisory_xact_lock(hashtextextended(\${ownerId}, 0))\`
  const { count } = await tx.one<{ count: number }>\`select count(*) as count from ${w.table} where owner_id = \${ownerId}\`
  if (count >= ctx.config.${w.MAX}) throw tooMany${w.Pascals}()
  return tx.one<${w.Pascal}>\`
    insert into ${w.table} (id, owner_id, text, created_at) values (\${ctx.id()}, \${ownerId}, \${text}, \${ctx.now()})
    returning id, text, created_at\`
}
`
}

const migration = (w: ReturnType<typeof wordsOf>) => `-- What a person keeps.
create table ${w.table} (
  id uuid primary key,
  owner_id uuid not null,
  text text not null,
  created_at timestamptz not null,
  constraint ${w.table}_not_empty check (text <> '')
);
create index ${w.table}_by_owner on ${w.table} (owner_id, id);
`

function test(service: NewService): string {
  const { plural } = service
  const w = wordsOf(service)
  return `import { create${w.Pascal}, ${w.camel}Created, tooMany${w.Pascals} } from '@ecc/contracts/${plural}'
import { anId, aPlayer, type TestedService, testService } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import definition from './service.ts'

let t: TestedService
beforeAll(async () => {
  t = await testService(definition, { now: '2027-03-01T12:00:00Z', env: { ${w.MAX}: '2' } })
})
afterAll(() => t.close())

describe('POST /${plural}', () => {
  it('keeps a ${w.text} and tells the others', async () => {
    const ${w.camel} = await t.call(create${w.Pascal}, { body: { text: 'Watch the flank' } }, { as: aPlayer() })
    expect(${w.camel}).toMatchObject({ text: 'Watch the flank' })
    expect(await t.emitted(${w.camel}Created)).toContainEqual(${w.camel})
  })

  it('keeps it once, however often it is sent with the same key', async () => {
    const same = { as: aPlayer(), idempotencyKey: anId() }
    const send = () => t.call(create${w.Pascal}, { body: { text: 'Once' } }, same)
    const [first, second] = await Promise.all([send(), send()])
    expect(second).toEqual(first)
  })

  it('refuses more than one may have, also at the same moment', async () => {
    const player = aPlayer()
    const results = await Promise.allSettled(
      ['one', 'two', 'three'].map((text) => t.call(create${w.Pascal}, { body: { text } }, { as: player })),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    expect(results.filter((one) => one.status === 'rejected' && tooMany${w.Pascals}.is(one.reason))).toHaveLength(1)
  })
})
`
}

function readme(service: NewService): string {
  const { name, port, plural, singular } = service
  const w = wordsOf(service)
  return `# ${name} (port ${port})

Keeps ${w.texts}. Promises: \`packages/contracts/src/${plural}.ts\`. Read \`src/service.ts\` first.

## Owns

| table | what |
| --- | --- |
| \`${w.table}\` | what people keep |

## Invariants

- Nobody has more than \`${w.MAX}\` ${w.texts}, counted under a lock of their owner.

## Listens to

Nothing.

## Emits

\`${singular}.created\` (aggregate: the ${w.text}).
`
}
