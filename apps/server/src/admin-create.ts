/** `npm run admin:create`: makes the first admin of an installation; asks for what it is not told. */

import { createInterface } from 'node:readline/promises'
import { createAdmin, getKeys } from '@ecc/contracts/auth'
import { ProblemError } from '@ecc/contracts/define'
import { ConfigError, openLog, openPlatform } from '@ecc/kit'
import { loadServices } from './services.ts'

const { env } = process

async function main(): Promise<void> {
  if (!env['DATABASE_URL'])
    throw new Error('Set DATABASE_URL to the database of the installation. (`npm start` has a demo admin already.)')
  const email = env['ADMIN_EMAIL'] ?? (await ask('E-mail: '))
  const password = env['ADMIN_PASSWORD'] ?? (await ask('Password, at least 10 characters: '))
  const displayName = env['ADMIN_NAME'] ?? (await ask('Name: '))
  const log = openLog({ name: 'admin-create', level: 'error' })
  const services = await loadServices('auth-service,user-service')
  const platform = await openPlatform({ services, env, log, keys: getKeys, runJobs: false })
  try {
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const auth = platform.services.get('auth-service')
    const account = await auth?.context.call(createAdmin, { body: { email, password, displayName, timeZone } })
    process.stdout.write(`${account?.email} may now sign in as admin.\n`)
  } finally {
    await platform.stop()
  }
}

async function ask(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new Error('Without a terminal, set ADMIN_EMAIL, ADMIN_PASSWORD and ADMIN_NAME')
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return await terminal.question(question)
  } finally {
    terminal.close()
  }
}

try {
  await main()
} catch (error) {
  const expected = error instanceof ConfigError || error instanceof ProblemError || error instanceof Error
  console.error(expected ? error.message : error)
  process.exit(1)
}
