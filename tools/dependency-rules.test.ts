import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
/** A small tree of the same shape, in which every import is right. */
const sound: Record<string, string> = {
  'packages/contracts/package.json': JSON.stringify({ name: '@ecc/contracts', exports: { './*': './src/*.ts' } }),
  'packages/contracts/src/define.ts': `export type Route = string`,
  'packages/contracts/src/bookings.ts': `import type { Route } from './define.ts'\nexport const createBooking: Route = ''`,
  'packages/kit/package.json': JSON.stringify({ name: '@ecc/kit', exports: { '.': './src/index.ts' } }),
  'packages/kit/src/index.ts': `import type { Route } from '@ecc/contracts/define'\nexport const handle = (route: Route) => route\nexport const job = handle`,
  'services/session-service/src/service.ts': `import { createBooking } from './create-booking.ts'\nimport { expireHold } from './expire-hold.ts'\nexport default [createBooking, expireHold]`,
  'services/session-service/src/create-booking.ts': `import { handle } from '@ecc/kit'\nimport * as contract from '@ecc/contracts/bookings'\nimport { hold } from './booking.ts'\nimport { expireHold } from './expire-hold.ts'\nexport const createBooking = handle(contract.createBooking + hold + expireHold)`,
  'services/session-service/src/expire-hold.ts': `import { job } from '@ecc/kit'\nexport const expireHold = job('')`,
  'services/session-service/src/booking.ts': `export const hold = 1`,
  'services/coach-service/src/coach.ts': `export const coach = 1`,
  'apps/server/src/start.ts': `export const service = import('../../../services/session-service/src/service.ts')`,
  'apps/web/src/pages/home.tsx': `import { list } from '../features/bookings/list.tsx'\nexport const home = list`,
  'apps/web/src/features/bookings/list.tsx': `import { tag } from '../../ui/tag.tsx'\nimport { api } from '../../lib/api.ts'\nexport const list = [tag, api]`,
  'apps/web/src/features/coaches/card.tsx': `export const card = 1`,
  'apps/web/src/ui/tag.tsx': `export const tag = 1`,
  'apps/web/src/lib/api.ts': `import { createBooking } from '@ecc/contracts/bookings'\nexport const api = createBooking`,
}

/** Rule, folder of the planted file, what it imports. */
const faults = [
  ['service-to-service', 'services/session-service/src', '../../coach-service/src/coach.ts'],
  ['kit-knows-no-domain', 'packages/kit/src', '@ecc/contracts/bookings'],
  ['kit-imports-no-service', 'packages/kit/src', '../../../services/coach-service/src/coach.ts'],
  ['contracts-stand-alone', 'packages/contracts/src', 'node:crypto'],
  ['contracts-stand-alone', 'packages/contracts/src', 'fastify'],
  ['web-only-by-contract', 'apps/web/src/lib', '@ecc/kit'],
  ['web-only-by-contract', 'apps/web/src/lib', '../../../../services/coach-service/src/coach.ts'],
  ['nothing-imports-apps', 'services/coach-service/src', '../../../apps/server/src/start.ts'],
  ['app-to-app', 'apps/server/src', '../../web/src/ui/tag.tsx'],
  ['capability-has-no-importer', 'services/session-service/src', './create-booking.ts'],
  ['noun-to-verb', 'services/session-service/src', './expire-hold.ts'],
  ['feature-to-feature', 'apps/web/src/features/bookings', '../coaches/card.tsx'],
  ['web-layers', 'apps/web/src/features/coaches', '../../pages/home.tsx'],
  ['ui-and-lib-below-features', 'apps/web/src/ui', '../features/coaches/card.tsx'],
  ['lib-below-ui', 'apps/web/src/lib', '../ui/tag.tsx'],
  ['ui-fetches-nothing', 'apps/web/src/ui', '../lib/api.ts'],
  ['ui-fetches-nothing', 'apps/web/src/ui', '@ecc/contracts/define'],
  ['no-cycle', 'services/coach-service/src', './price.ts'],
  ['unlisted-package', 'services/coach-service/src', 'fastify'],
  ['unresolved', 'services/coach-service/src', './nowhere.ts'],
  ['test-code-in-production', 'services/coach-service/src', './coach.test.ts'],
  ['development-package-in-production', 'services/coach-service/src', 'vitest'],
] as const

test('accepts a tree whose arrows all go one way', () => {
  expect(violationsIn(sound)).toEqual([])
})

describe('refuses', () => {
  let found: string[]
  beforeAll(() => {
    const planted = faults.map(([rule, folder, imported], index) => [
      `${folder}/planted-${index}.ts`,
      `import * as planted from '${imported}'\nexport const ${rule.replaceAll('-', '')} = planted`,
    ])
    const cycle = faults.findIndex(([rule]) => rule === 'no-cycle')
    found = violationsIn({
      ...sound,
      ...Object.fromEntries(planted),
      'services/coach-service/src/price.ts': `export { nocycle } from './planted-${cycle}.ts'`,
      'services/coach-service/src/coach.test.ts': 'export const tested = 1',
    })
  })

  test.each(faults)('%s: a file in %s that imports %s', (rule, folder, imported) => {
    const index = faults.findIndex((fault) => fault[0] === rule && fault[1] === folder && fault[2] === imported)
    expect(found).toContain(`${rule} ${folder}/planted-${index}.ts`)
  })
})

/** Each as `rule file`. */
function violationsIn(tree: Record<string, string>): string[] {
  const sample = mkdtempSync(join(tmpdir(), 'ecc-arrows-'))
  try {
    mkdirSync(join(sample, 'node_modules/@ecc'), { recursive: true })
    for (const name of ['contracts', 'kit'])
      symlinkSync(`../../packages/${name}`, join(sample, 'node_modules/@ecc', name))
    for (const name of ['fastify', 'vitest']) {
      mkdirSync(join(sample, 'node_modules', name))
      writeFileSync(join(sample, 'node_modules', name, 'index.js'), '')
    }
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json']) cpSync(join(root, file), join(sample, file))
    writeFileSync(join(sample, 'package.json'), '{ "type": "module", "devDependencies": { "vitest": "1.0.0" } }')
    for (const [path, content] of Object.entries(tree)) {
      mkdirSync(dirname(join(sample, path)), { recursive: true })
      writeFileSync(join(sample, path), content)
    }
    return cruise(sample)
  } finally {
    rmSync(sample, { recursive: true })
  }
}

function cruise(folder: string): string[] {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const args = [program, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'packages', 'services', 'apps']
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  if (stderr) throw new Error(stderr)
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string }; from: string }[] } }
  return summary.violations.map(({ rule, from }) => `${rule.name} ${from}`)
}
