/** The database as the migrations leave it: a `schema.sql` for each service, and one for the tables the kit gives them all. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { migratePlatform, openSql, type ServiceDefinition, schemaOf } from '@ecc/kit'
import { startEmbeddedPostgres } from '@ecc/kit/embedded-postgres'
import { readSchema, type SchemaObject } from './schema-objects.ts'

const exampleName = 'example-service'

/** The files by path, made by migrating an empty database of their own. */
export async function schemaFiles(services: readonly ServiceDefinition[]): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'ecc-generate-'))
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), durable: false })
  try {
    const withTables = services.filter(({ migrations }) => migrations)
    const none = pathToFileURL(`${await mkdtemp(join(folder, 'none-'))}/`)
    const examples = withTables.slice(0, 1).map((service) => ({ ...service, name: exampleName, migrations: none }))
    await migratePlatform(postgres.url, [...withTables, ...examples])
    return await dump(postgres.url, withTables)
  } finally {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function dump(url: string, services: readonly ServiceDefinition[]): Promise<Map<string, string>> {
  const kit = await readSchema(url, schemaOf(exampleName))
  const ofKit = new Set(kit.map(({ name }) => name))
  const files = new Map([['packages/kit/schema.sql', file(kitHead, kit)]])
  for (const service of services) {
    const objects = await readSchema(url, schemaOf(service.name))
    const own = objects.filter(({ name }) => !ofKit.has(name))
    files.set(`services/${service.name}/schema.sql`, file(headOf(service), own) + (await apart(url, service)))
  }
  return files
}

/** What a service keeps in further schemas, whose names begin with its own: there it is not the owner. */
async function apart(url: string, { name }: ServiceDefinition): Promise<string> {
  const sql = openSql({ url, max: 1 })
  const schemas = await sql<{ name: string }>`
    select nspname as name from pg_namespace where starts_with(nspname, ${`${schemaOf(name)}_`}) order by nspname`
  await sql.end()
  const parts: string[] = []
  for (const schema of schemas) {
    const objects = await readSchema(url, schema.name)
    parts.push(`\n\n-- Schema ${schema.name}.\n\n${objects.map(({ text }) => text).join('\n\n')}\n`)
  }
  return parts.join('')
}

const kitHead = `What every service's schema holds besides its own tables; \`${exampleName}\` stands for the service.`
const headOf = ({ name }: ServiceDefinition) =>
  `Schema ${schemaOf(name)} after all migrations, without the tables of packages/kit/schema.sql.`

function file(head: string, objects: readonly SchemaObject[]): string {
  const parts = [
    `-- ${head}\n-- For reading and review; written by npm run generate.`,
    ...objects.map(({ text }) => text),
  ]
  return `${parts.join('\n\n')}\n`
}
