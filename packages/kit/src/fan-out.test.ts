import { Redis } from 'ioredis'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localFanOut, redisFanOut } from './fan-out.ts'
import { findProgram } from './local-programs.ts'
import { openRedis } from './platform.ts'
import { type Engine, startRedis } from './testing/engine.ts'

describe('fan-out in one process', () => {
  it('reaches the listeners of a channel until they leave', () => {
    const fanOut = localFanOut()
    const heard: unknown[] = []
    const stop = fanOut.subscribe('room-1', (value) => heard.push(value))
    fanOut.subscribe('room-1', (value) => heard.push(value))
    fanOut.publish('room-1', { text: 'hello' })
    fanOut.publish('room-2', 'elsewhere')
    expect(heard).toEqual([{ text: 'hello' }, { text: 'hello' }])
    stop()
    fanOut.publish('room-1', 'bye')
    expect(heard).toHaveLength(3)
  })
})

const hasRedis = findProgram('redis-server') !== undefined
if (!hasRedis) console.log('skipped: fan-out through Redis, since redis-server is not installed')

describe.runIf(hasRedis)('fan-out through Redis', () => {
  const log = pino({ level: 'silent' })
  let engine: Engine
  beforeAll(async () => {
    engine = await startRedis()
  })
  afterAll(() => engine.remove())

  /** A process with its listener on `room`. */
  function aProcess() {
    const redis = openRedis(engine.url, log)
    const fanOut = redisFanOut(redis, log)
    const heard: unknown[] = []
    fanOut.subscribe('room', (value) => heard.push(value))
    const close = async () => {
      await fanOut.close()
      redis.disconnect()
    }
    return { redis, fanOut, heard, close }
  }

  it('reaches the listeners of every process once, also after Redis was away', async () => {
    const [one, two] = [aProcess(), aProcess()]
    const bothHear = async (word: string) => {
      await expect
        .poll(() => {
          one.fanOut.publish('room', word)
          return two.heard.includes(word)
        })
        .toBe(true)
    }
    await bothHear('started')
    one.fanOut.publish('room', { text: 'hello' })
    two.fanOut.publish('room', 'back')
    for (const { heard } of [one, two]) {
      const words = () => heard.filter((word) => word !== 'started')
      await expect.poll(() => words().length).toBe(2)
      expect(words()).toEqual(expect.arrayContaining([{ text: 'hello' }, 'back']))
    }

    await engine.kill()
    one.fanOut.publish('room', 'alone')
    expect(one.heard.at(-1)).toBe('alone')
    await engine.start()
    await bothHear('again')
    await Promise.all([one.close(), two.close()])
  })

  it('leaves no connection behind', async () => {
    const watcher = new Redis(engine.url)
    const clients = async () =>
      String(await watcher.client('LIST'))
        .trim()
        .split('\n').length
    const before = await clients()
    const one = aProcess()
    await expect.poll(clients).toBe(before + 2)
    await one.close()
    await expect.poll(clients).toBe(before)
    watcher.disconnect()
  })
})
