/**
 * `npm run test:mutants [part of a name]`: makes each fault that this folder names in a copy of the repository, one at a time, and
 * runs the tests that must notice. Ends with a line a fault, and fails when one was not noticed.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { giftCardMutants } from './gift-cards.ts'
import { moneyMutants } from './money.ts'
import type { Mutant } from './mutant.ts'
import { payoutAndFundsMutants } from './payouts-and-funds.ts'

const root = join(import.meta.dirname, '../..')
const copy = join(mkdtempSync(join(tmpdir(), 'ecc-mutants-')), 'copy')
const [part = ''] = process.argv.slice(2)
const asked = [...moneyMutants, ...payoutAndFundsMutants, ...giftCardMutants].filter(({ name }) => name.includes(part))

function git(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
  return stdout
}

/** A fault is noticed by what a test expects, not by a machine that was too slow for it. */
const patience = ['--testTimeout', '60000', '--hookTimeout', '120000']

/** Runs test files in the copy; true when all pass. */
function passes(tests: readonly string[]): boolean {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--config', 'vitest.config.ts', '--bail', '1', ...patience, ...tests],
    {
      cwd: copy,
      stdio: process.env['MUTANTS_VERBOSE'] ? 'inherit' : 'ignore',
    },
  )
  return status === 0
}

function isNoticed({ name, file, from, to, tests }: Mutant): boolean {
  const path = join(copy, file)
  const text = readFileSync(path, 'utf8')
  if (text.split(from).length !== 2) throw new Error(`${name}: its place is not there, or not once, in ${file}`)
  writeFileSync(
    path,
    text.replace(from, () => to),
  )
  const noticed = !passes(tests)
  writeFileSync(path, text)
  return noticed
}

git('worktree', 'add', '--quiet', '--detach', copy, 'HEAD')
try {
  for (const folder of ['', 'packages/kit', 'services/coach-service', 'apps/web'])
    symlinkSync(join(root, folder, 'node_modules'), join(copy, folder, 'node_modules'))
  const all = [...new Set(asked.flatMap(({ tests }) => tests))]
  if (!passes(all)) throw new Error(`without any fault these do not pass: ${all.join(' ')}`)
  const survivors = asked.filter((mutant) => {
    const noticed = isNoticed(mutant)
    console.log(`${noticed ? 'noticed ' : 'SURVIVED'}  ${mutant.name}`)
    return !noticed
  })
  console.log(`${asked.length - survivors.length} of ${asked.length} faults noticed`)
  process.exitCode = survivors.length === 0 ? 0 : 1
} finally {
  git('worktree', 'remove', '--force', copy)
  rmSync(join(copy, '..'), { recursive: true, force: true })
}
