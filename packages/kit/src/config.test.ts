import { pino } from 'pino'
import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { readConfig, readConfigs } from './config.ts'
import { openPlatform } from './platform.ts'
import { defineService } from './service.ts'

const config = Type.Object({
  HOLD_MINUTES: Type.Integer({ default: 15, minimum: 1, description: 'How long a slot is held' }),
  SHOP_URL: Type.String({ description: 'Where the shop is' }),
  SHOP_NAME: Type.String({ description: 'What it is called' }),
  STRICT: Type.Optional(Type.Boolean({ description: 'Refuses more' })),
  KEY: Type.String({ secret: true, developmentDefault: 'for development', description: 'Signs receipts' }),
})
const shop = { SHOP_URL: 'http://shop', SHOP_NAME: 'Shop' }

describe('the configuration', () => {
  it('is read from text, with defaults filled in', () => {
    expect(readConfig(config, { ...shop, HOLD_MINUTES: '20', STRICT: 'true', OTHER: 'x' })).toEqual({
      ...shop,
      HOLD_MINUTES: 20,
      STRICT: true,
      KEY: 'for development',
    })
    expect(readConfig(config, { ...shop, HOLD_MINUTES: '' })).toMatchObject({ HOLD_MINUTES: 15 })
  })

  it('that is wrong is refused with all faults together, each with what the key is for', () => {
    expect(faultsOf(() => readConfig(config, { HOLD_MINUTES: 'soon' }))).toEqual([
      'HOLD_MINUTES must be integer (How long a slot is held)',
      'SHOP_NAME is missing (What it is called)',
      'SHOP_URL is missing (Where the shop is)',
    ])
  })

  it('has no default for a secret in production, and never shows one', () => {
    const production = { ...shop, NODE_ENV: 'production' }
    expect(faultsOf(() => readConfig(config, production))).toEqual([
      'KEY is a secret and has no default in production (Signs receipts)',
    ])
    expect(readConfig(config, { ...production, KEY: 'real' })).toMatchObject({ KEY: 'real' })
    const short = Type.Object({ KEY: Type.String({ secret: true, minLength: 16, description: 'Signs receipts' }) })
    expect(faultsOf(() => readConfig(short, { KEY: 'swordfish' })).join()).not.toContain('swordfish')
  })

  it('of several services is refused with the faults of all, each once', () => {
    const other = Type.Object({ SHOP_URL: config.properties.SHOP_URL, PORT: Type.Integer({ description: 'Port' }) })
    expect(faultsOf(() => readConfigs([config, other], { SHOP_NAME: 'Shop', PORT: 'x' }))).toEqual([
      'PORT must be integer (Port)',
      'SHOP_URL is missing (Where the shop is)',
    ])
  })

  it('stops a process before it opens anything, naming what the kit and each service lack', async () => {
    const services = ['a-service', 'b-service'].map((name) =>
      defineService({
        name,
        port: 0,
        config: Type.Object({ [`${name[0]}_KEY`]: Type.String({ description: 'It' }) }),
        routes: [],
      }),
    )
    const start = openPlatform({ services, env: { NODE_ENV: 'production' }, log: pino({ level: 'silent' }) })
    const { message } = await start.then(
      () => expect.unreachable(),
      (error: Error) => error,
    )
    for (const key of ['DATABASE_URL', 'INTERNAL_SECRET', 'a_KEY', 'b_KEY']) expect(message).toContain(`- ${key} is`)
  })
})

function faultsOf(read: () => unknown): string[] {
  try {
    read()
  } catch (error) {
    const [title, ...faults] = (error as Error).message.split('\n  - ')
    expect(title).toBe('The configuration is not valid:')
    return faults.toSorted()
  }
  throw new Error('nothing was wrong')
}
