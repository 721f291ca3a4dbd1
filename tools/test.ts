/**
 * Every test: `npm test [vitest arguments]`. Runs the suites one after the other, each by vitest, and ends with one line
 * `N passed, N failed, N skipped` over all of them, before it what failed and why: the last page of a long output is the
 * one that is read. Arguments go to each suite, so a file name runs that file alone.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, relative } from 'node:path'

interface Suite {
  name: string
  args: string[]
  /** The suite is left out while this does not exist. */
  needs?: string
  env?: Record<string, string>
}

/** The parts of vitest's JSON report that are summed up. */
interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: {
    name: string
    /** Why the file itself failed: it does not load, or its set-up threw. */
    message: string
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[]
  }[]
}

const root = join(import.meta.dirname, '..')
const asked = process.argv.slice(2)

/** Slot arithmetic must not depend on where the server stands: at home, half a day west, half an hour off, in a half-hour summer. */
const zones = ['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Australia/Lord_Howe'].map((zone) => ({
  name: `zones, TZ=${zone}`,
  args: ['--config', 'vitest.config.ts', 'services/coach-service/src/slot', '.zones.test.ts'],
  env: { TZ: zone },
}))
/** What the zones run anyway: of all that is run, the comparison with a clock costs the most. */
const inZones = ['--exclude', '**/slots.oracle.test.ts']

const suites: Suite[] = [
  { name: 'unit and services', args: ['--config', 'vitest.config.ts', ...(asked.length > 0 ? [] : inZones)] },
  ...(asked.length > 0 ? [] : zones),
  { name: 'web', args: ['--root', 'apps/web'], needs: 'apps/web/vitest.config.ts' },
  { name: 'modes', args: ['--config', 'vitest.modes.config.ts'], needs: 'tests/modes' },
  { name: 'journeys', args: ['--config', 'vitest.e2e.config.ts'], needs: 'tests/e2e' },
]

const reports = mkdtempSync(join(tmpdir(), 'ecc-test-reports-'))
const results = suites.filter(({ needs }) => !needs || existsSync(join(root, needs))).map(run)
rmSync(reports, { recursive: true })

for (const failure of results.flatMap(({ failures }) => failures)) console.log(`\nFAILED ${failure}`)
console.log('')
for (const { name, passed, failed, skipped, seconds, note } of results) {
  console.log(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds} s${note}`)
}
const total = (of: (result: (typeof results)[number]) => number) => results.reduce((sum, result) => sum + of(result), 0)
const failed = total((result) => result.failed)
console.log(
  `${total((result) => result.passed)} passed, ${failed} failed, ${total((result) => result.skipped)} skipped`,
)
process.exitCode = failed === 0 ? 0 : 1

function run({ name, args, env }: Suite, index: number) {
  console.log(`\n=== ${name}`)
  const startedAt = performance.now()
  const file = join(reports, `${index}.json`)
  const program = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...args, ...asked, '--passWithNoTests']
  const { status, signal } = spawnSync(
    process.execPath,
    [...program, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: pathWithOurNode(), ...env } },
  )
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const counted = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : undefined
  const { numPassedTests: passed = 0, numFailedTests: broken = 0 } = counted ?? {}
  const skipped = (counted?.numPendingTests ?? 0) + (counted?.numTodoTests ?? 0)
  // A file that does not load, or an error outside of any test, fails without a failed test to count.
  const unaccounted = status !== 0 && broken === 0
  const note = unaccounted ? ` (ended by ${signal ?? `code ${status}`} outside of a test)` : ''
  return { name, passed, failed: unaccounted ? 1 : broken, skipped, seconds, note, failures: failuresOf(counted) }
}

/** Each by its file and name, with as much of the reason as fits a few lines. */
function failuresOf(report?: Report): string[] {
  return (report?.testResults ?? []).flatMap(({ name, message, assertionResults }) => {
    const file = relative(root, name)
    const tests = assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => [fullName, failureMessages.join('\n').replace(/\n.*node_modules.*/g, '')])
    if (message && tests.length === 0) tests.push(['as a whole', message])
    return tests.map(([test, why]) => `${file}: ${test}\n${(why ?? '').slice(0, 1_500)}`)
  })
}

/** Tests that start programs by `node` get the one that runs this, not an older one of the machine. */
function pathWithOurNode(): string {
  return [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
}
