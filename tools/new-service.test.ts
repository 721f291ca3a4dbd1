import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newService } from './new-service.ts'
import { tidy } from './tidy.ts'

const root = join(import.meta.dirname, '..')

/** The parts of the repository that a new service needs, as a copy of its own. */
function copyOfRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), 'ecc-new-service-'))
  const isSource = (path: string) => !path.includes('node_modules')
  for (const path of [
    'packages',
    'apps/server/package.json',
    'apps/server/src/services.ts',
    'biome.json',
    'vitest.config.ts',
  ])
    cpSync(join(root, path), join(copy, path), { recursive: true, filter: isSource })
  const own = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as object
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify({ ...own, include: ['services', 'packages/contracts'] }))
  writeFileSync(join(copy, 'package.json'), JSON.stringify({ type: 'module' }))
  // Every package as it is installed, except our own, which are those of the copy.
  mkdirSync(join(copy, 'node_modules/@ecc'), { recursive: true })
  for (const name of readdirSync(join(root, 'node_modules')))
    if (name !== '@ecc') symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name))
  for (const name of ['contracts', 'kit'])
    symlinkSync(join(copy, 'packages', name), join(copy, 'node_modules/@ecc', name))
  // What could not be installed beside all others is below its package.
  for (const name of ['contracts', 'kit']) {
    const nested = join(root, 'packages', name, 'node_modules')
    if (existsSync(nested)) symlinkSync(nested, join(copy, 'packages', name, 'node_modules'))
  }
  return copy
}

let copy: string
beforeAll(() => {
  copy = copyOfRepository()
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

const run = (program: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules', program), ...args], {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { status, output: stdout + stderr }
}

describe('a new service', () => {
  it('is listed, type-checks, is tidy and formatted, and passes its own test', () => {
    const paths = newService(copy, { name: 'team-notes-service', port: 3999 })
    expect(paths.filter((path) => !existsSync(join(copy, path)))).toEqual([])
    expect(readFileSync(join(copy, 'apps/server/src/services.ts'), 'utf8')).toContain(
      "  'team-notes-service': () => import('@ecc/team-notes-service'),\n  'api-gateway'",
    )
    expect(run('.bin/tsc', '-p', '.')).toEqual({ status: 0, output: '' })
    const checked = run('.bin/biome', 'check', 'services', ...paths)
    expect({ status: checked.status, said: checked.status === 0 ? '' : checked.output }).toEqual({
      status: 0,
      said: '',
    })
    const broken = tidy(copy).filter(({ file, notice }) => !notice && !file.startsWith('packages/kit'))
    expect(broken).toEqual([])
    const { output } = run('vitest/vitest.mjs', 'run', 'services/team-notes-service')
    expect(output).toMatch(/Tests {2}3 passed \(3\)/)
  }, 120_000)

  it.each([
    ['TeamNotes', 3999, 'is no name for a service'],
    ['other-service', 80, 'from 1024 to 65535'],
    ['other-service', 3004, 'Port 3004 is taken by the service of packages/contracts/src/bookings.ts'],
    ['booking-service', 3998, 'packages/contracts/src/bookings.ts is there already'],
    ['team-notes-service', 3998, 'services/team-notes-service is there already'],
  ])('is refused as %s on %i, and nothing is written', (name, port, why) => {
    const before = readdirSync(join(copy, 'services'))
    expect(() => newService(copy, { name, port })).toThrow(why)
    expect(readdirSync(join(copy, 'services'))).toEqual(before)
  })
})
