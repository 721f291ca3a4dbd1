/** Brings a service's schema up to date: its role, its schema, the kit's own tables, then its numbered SQL files. */
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { failpoint } from './failpoint.ts'
import { type ServiceDefinition, schemaOf } from './service.ts'

const lockKey = 7_277_301 // any number, the same everywhere: migrations of all services and replicas wait for each other

/**
 * Runs the migrations of these services as the database's owner. Safe to run from several processes at once and again:
 * under one advisory lock, a transaction a file, each file once.
 */
export async function migrate(databaseUrl: string, services: readonly ServiceDefinition[]): Promise<void> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    options: '-c timezone=UTC -c client_min_messages=warning',
  })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await client.query(sharedGround)
    for (const service of services) if (service.migrations) await migrateService(client, service)
  } finally {
    await client.end() // ends the lock too
  }
}

const sharedGround = `
  create schema if not exists extensions;
  create extension if not exists btree_gist schema extensions;
  create extension if not exists pg_trgm schema extensions;
  grant usage on schema extensions to public;
  revoke create on schema public from public;
`

/** The search path of a service: its own schema, and the extensions. */
export function searchPathOf(serviceName: string): string {
  return `${schemaOf(serviceName)},extensions`
}

async function migrateService(client: pg.Client, service: ServiceDefinition): Promise<void> {
  const schema = schemaOf(service.name)
  await client.query(ownSchema(schema))
  await client.query(`set search_path = ${searchPathOf(service.name)}`)
  await client.query(`set role ${schema}`)
  try {
    await client.query(kitTables)
    const { rows } = await client.query<{ name: string }>('select name from migrations')
    const done = new Set(rows.map((row) => row.name))
    for (const name of await migrationFiles(service)) if (!done.has(name)) await apply(client, service, name)
  } finally {
    await client.query('reset role; reset search_path')
  }
}

async function migrationFiles(service: ServiceDefinition): Promise<string[]> {
  const names = await readdir(service.migrations as URL)
  return names.filter((name) => name.endsWith('.sql')).sort()
}

async function apply(client: pg.Client, service: ServiceDefinition, name: string): Promise<void> {
  const text = await readFile(new URL(name, service.migrations), 'utf8')
  try {
    await client.query('begin')
    await client.query(text)
    await client.query('insert into migrations (name) values ($1)', [name])
    await failpoint('migration:applied')
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`migration ${service.name}/${name} failed: ${(error as Error).message}`, { cause: error })
  }
}

const ownSchema = (schema: string) => `
  do $$ begin
    if not exists (select from pg_roles where rolname = '${schema}') then create role ${schema} nologin; end if;
    execute format('grant ${schema} to %I', current_user);
  exception when duplicate_object or unique_violation then null; -- another database of this server made it just now
  end $$;
  create schema if not exists ${schema} authorization ${schema};
`

/** Every service has these: what it tells (outbox), what it has heard (inbox), which requests it has answered. */
const kitTables = `
  create table if not exists migrations (name text primary key, applied_at timestamptz not null default now());

  create table if not exists outbox (
    sequence bigint generated always as identity primary key,
    id uuid not null unique,
    name text not null,
    aggregate_id text not null,
    payload jsonb not null,
    occurred_at timestamptz not null,
    trace text,
    published_at timestamptz
  );
  create index if not exists outbox_unpublished on outbox (sequence) where published_at is null;

  create table if not exists inbox (
    event_id uuid not null,
    subscription text not null,
    processed_at timestamptz,
    primary key (event_id, subscription)
  );
  create table if not exists parked_events (
    event_id uuid not null,
    subscription text not null,
    sequence bigint not null,
    aggregate_id text not null,
    message jsonb not null,
    attempts int not null default 0,
    next_attempt_at timestamptz not null,
    last_error text not null,
    primary key (event_id, subscription)
  );
  create index if not exists parked_events_aggregate on parked_events (subscription, aggregate_id, sequence);

  create table if not exists answered_requests (
    key text not null,
    caller text not null,
    route text not null,
    request_hash text not null,
    reply jsonb,
    answered_at timestamptz not null,
    primary key (key, caller, route)
  );
`
