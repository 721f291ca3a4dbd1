/** `npm start` as a newcomer meets it: on its own database, through a power cut, a taken port, and Ctrl-C. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getMe } from '@ecc/contracts/users'
import { freePort } from '@ecc/kit/local-programs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DemoPerson } from '../../apps/server/src/demo/client.ts'

const program = join(import.meta.dirname, '../../apps/server/src/start.ts')
const startTimeoutMs = 100_000
let dataDir = ''
let port = 0
let simulatorPort = 0
let running: ChildProcess | undefined

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ecc-start-'))
  port = await freePort()
  simulatorPort = await freePort()
})
afterAll(async () => {
  running?.kill('SIGKILL')
  await rm(dataDir, { recursive: true, force: true })
})

/** Starts it and resolves with what it printed, once it says that it runs or has ended. */
function start(
  args: string[] = [],
  settings: NodeJS.ProcessEnv = {},
): Promise<{ output: string; code: number | null }> {
  const { DATABASE_URL: _, ...rest } = process.env
  const env = {
    ...rest,
    PORT: String(port),
    STRIPE_SIMULATOR_PORT: String(simulatorPort),
    DATA_DIR: dataDir,
    DEMO_DATA: 'off',
    ...settings,
  }
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  running = child
  return new Promise((resolve, reject) => {
    let output = ''
    // timer: a time limit
    const timer = setTimeout(() => reject(new Error(`it did not start:\n${output}`)), startTimeoutMs)
    const settle = (code: number | null) => {
      clearTimeout(timer)
      resolve({ output, code })
    }
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        if (output.includes('Ctrl-C stops it')) settle(null)
      })
    }
    child.on('exit', settle)
  })
}

function end(signal: NodeJS.Signals): Promise<number | null> {
  return new Promise((resolve) => {
    running?.once('exit', resolve)
    running?.kill(signal)
  })
}

const newcomer = () => new DemoPerson(`http://127.0.0.1:${port}`, 'newcomer@example.com')

it('starts on nothing, and says where it is, what is embedded, and how to stop it', async () => {
  const { output } = await start()
  expect(output).toContain(`http://localhost:${port}`)
  expect(output).toContain('embedded PostgreSQL')
  expect(output).toContain('Ctrl-C stops it')
  await newcomer().register({ name: 'New Comer', zone: 'UTC', role: 'player' })
})

it('names who has a taken port, and the way out', async () => {
  const first = running
  const { output, code } = await start()
  running = first
  expect(code).toBe(1)
  expect(output).toContain(`Port ${port} is taken`)
  expect(output).toContain(`PORT=${port + 1} npm start`)
})

it.each([
  { told: 'an argument it does not know', args: ['--port', '8090'], settings: {}, says: 'not --port 8090' },
  { told: 'a port that is none', args: [], settings: { PORT: '80a' }, says: 'PORT is "80a"' },
])('refuses $told, and says what it wants', async ({ args, settings, says }) => {
  const first = running
  const { output, code } = await start(args, settings)
  running = first
  expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(says) })
  expect(output).toContain('PORT=80')
})

it('recovers by itself after kill -9, with everything that was acknowledged', async () => {
  await end('SIGKILL')
  await start()
  const person = newcomer()
  await person.signIn()
  expect(await person.call(getMe)).toMatchObject({ displayName: 'New Comer' })
})

it('stops cleanly on Ctrl-C and leaves no database behind', async () => {
  const pid = Number((await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')[0])
  expect(await end('SIGINT')).toBe(0)
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

it('asks before it deletes: without a terminal --reset needs --yes', async () => {
  const { output, code } = await start(['--reset'])
  expect({ code, asks: output.includes('--yes') }).toEqual({ code: 1, asks: true })
})

it('starts anew after --reset --yes', async () => {
  await start(['--reset', '--yes'])
  await expect(newcomer().signIn()).rejects.toThrow('E-mail or password is wrong')
  await end('SIGINT')
})

it('refuses a production start that lacks its secrets, naming every one', async () => {
  process.env['NODE_ENV'] = 'production'
  try {
    const { output, code } = await start()
    expect(code).toBe(1)
    for (const secret of ['INTERNAL_SECRET', 'AUTH_KEY_SECRET', 'STRIPE_SECRET_KEY', 'ROOM_TICKET_SECRET'])
      expect(output).toContain(secret)
  } finally {
    process.env['NODE_ENV'] = 'test'
  }
})

it('leaves its ports free when it has stopped', async () => {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  server.close()
})
