/** What a journey plays on: a whole platform in this process, a browser, and a clock that the journey owns. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAdmin } from '@ecc/contracts/auth'
import { OffsetClock } from '@ecc/kit'
import { freePort } from '@ecc/kit/local-programs'
import { testDatabase } from '@ecc/kit/testing-database'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, type TestContext, vi } from 'vitest'
import { type AllInOne, startAllInOne } from '../../apps/server/src/all-in-one.ts'
import { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { moveTo } from '../../apps/server/src/demo/living.ts'
import { demoAdmin, password } from '../../apps/server/src/demo/people.ts'
import { buildWebIfStale, webRoot } from '../../apps/server/src/web-build.ts'
import { findChromium, launch } from './browser.ts'
import { Visitor, type VisitorOptions } from './visitor.ts'

const dayMs = 86_400_000
/** Many times what a journey takes: a machine may be busy. */
const journeyTimeoutMs = 300_000
const chromium = await findChromium()
if (!chromium)
  console.warn('Journeys are skipped: no Chromium. Set CHROMIUM_PATH, or install chromium or google-chrome.')

/** A started platform with its browser. */
export interface Stage {
  server: AllInOne
  base: string
  browser: Browser
  /** The platform's time, epoch ms. */
  now(): number
  /** Lets so many minutes pass, with all that is due in them. */
  pass(minutes: number): Promise<void>
  /** Lets time pass until an instant, epoch ms or ISO. */
  passUntil(at: number | string): Promise<void>
  /** Opens a browser window for somebody new. Closed after the test, which then fails if that window saw a fault. */
  visitor(options?: VisitorOptions): Promise<Visitor>
}

export interface StageOptions {
  /** The platform's clock is the machine's, as the demo data needs; else it begins at nine in the morning. */
  startsNow?: boolean
  /** The instant it begins at, where a journey is about certain days. */
  startsAt?: string
  /** Settings of the platform, beyond those of every stage. */
  env?: Record<string, string>
}

/** Declares journeys that share one platform; `prepare` fills it. All are skipped where there is no browser. */
export function journeys<Ground>(
  name: string,
  prepare: (stage: Stage) => Promise<Ground>,
  declare: (given: () => Stage & Ground) => void,
  options: StageOptions = {},
): void {
  describe.skipIf(!chromium)(name, () => {
    vi.setConfig({ testTimeout: journeyTimeoutMs, hookTimeout: journeyTimeoutMs })
    let stage: (Stage & Ground) | undefined
    let visitors: Visitor[] = []
    let stop = async () => {}
    beforeAll(async () => {
      const opened = await open(name, options, (visitor) => visitors.push(visitor))
      stop = opened.stop
      stage = Object.assign(opened.stage, await prepare(opened.stage))
    })
    afterEach(async (context: TestContext) => {
      const leaving = visitors
      visitors = []
      const failed = context.task.result?.state === 'fail'
      for (const [i, visitor] of leaving.entries())
        if (failed) await visitor.photograph(`failed-${context.task.name}-${i + 1}`).catch(() => undefined)
      const faults = leaving.flatMap((visitor) => visitor.faults)
      await Promise.all(leaving.map((visitor) => visitor.leave()))
      if (faults.length > 0) throw new Error(`The browser saw faults:\n${faults.join('\n')}`)
    })
    afterAll(() => stop())
    declare(() => {
      if (!stage) throw new Error('the stage is not open')
      return stage
    })
  })
}

async function open(journey: string, options: StageOptions, onVisitor: (visitor: Visitor) => void) {
  if (!chromium) throw new Error('no browser')
  const root = process.env['WEB_ROOT'] ?? webRoot
  if (!process.env['WEB_ROOT']) await buildWebIfStale(() => console.info('Building the web app'))
  const database = await testDatabase('empty', async () => {})
  const dataDir = await mkdtemp(join(tmpdir(), 'ecc-e2e-'))
  const server = await startAllInOne({
    env: {
      DATABASE_URL: database.url,
      DATABASE_POOL_MAX: '5',
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'error',
      ...options.env,
    },
    dataDir,
    port: await freePort(),
    simulatorPort: await freePort(),
    webRoot: root,
    host: '127.0.0.1',
    clock: options.startsNow ? new OffsetClock() : new OffsetClock(options.startsAt ?? tomorrowMorning()),
  })
  const browser = await launch(chromium)
  const base = new URL(server.url).origin
  const now = () => server.clock.now().getTime()
  const passUntil = (at: number | string) => moveTo({ server, base }, new Date(at).getTime())
  const stage: Stage = {
    server,
    base,
    browser,
    now,
    passUntil,
    pass: (minutes) => passUntil(now() + minutes * 60_000),
    async visitor(who = {}) {
      const visitor = await Visitor.arrive(browser, base, { journey, ...who })
      onVisitor(visitor)
      return visitor
    },
  }
  const stop = async () => {
    await browser.close()
    await server.stop()
    await database.drop()
    await rm(dataDir, { recursive: true, force: true })
  }
  return { stage, stop }
}

/** Always the same time of day, so that "tonight" and "in two hours" mean the same in every run. */
function tomorrowMorning(): string {
  return new Date(Math.ceil(Date.now() / dayMs) * dayMs + 9 * 3_600_000).toISOString()
}

/** Asks again and again until the answer is as expected, as long as a person would wait. */
export const eventually = <T>(ask: () => T, message?: string) =>
  expect.poll(ask, { timeout: 30_000, interval: 100, ...(message ? { message } : {}) })

/** Makes the first admin, as an operator does, and signs in with it at the API. */
export async function appointAdmin({ server, base }: Stage): Promise<DemoPerson> {
  await server.platform.services.get('auth-service')?.context.call(createAdmin, {
    body: { email: demoAdmin.email, password, displayName: demoAdmin.name, timeZone: demoAdmin.zone },
  })
  const admin = new DemoPerson(base, demoAdmin.email)
  await admin.signIn()
  return admin
}
