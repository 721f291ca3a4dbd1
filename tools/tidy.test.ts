import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { tidy } from './tidy.ts'

const inService = 'services/session-service/src/booking.ts'
const inServiceTest = 'services/session-service/src/booking.test.ts'
const inKit = 'packages/kit/src/sql.ts'
const lines = (count: number) => 'export {}\n'.repeat(count)
const functionOf = (count: number) => `export function long() {\n${'  void 0\n'.repeat(count - 2)}}\n`

test.each<[rule: string, file: string, text: string, line: number]>([
  ['kebab-case', 'services/session-service/src/createBooking.ts', '', 1],
  ['kebab-case', 'apps/web/src/Pages/home.tsx', '', 1],
  ['name-says-nothing', 'packages/kit/src/utils.ts', '', 1],
  ['name-says-nothing', 'packages/kit/src/helpers/text.ts', '', 1],
  ['name-says-nothing', 'packages/kit/src/booking-manager.ts', '', 1],
  ['file-too-long', inService, lines(401), 402],
  ['file-too-long', inServiceTest, lines(601), 602],
  ['function-too-long', inService, functionOf(101), 1],
  ['empty-catch', inService, 'try {\n  load()\n} catch {\n  // never mind\n}', 3],
  ['empty-catch', inService, 'await load()\n  .catch(() => {})', 2],
  ['unfinished', inService, 'load()\n// TODO: the rest', 2],
  ['unfinished', 'scripts/deploy.sh', 'true\n# FIXME later', 2],
  ['commented-out-code', inService, 'load()\n// const old = load(1)', 2],
  ['commented-out-code', inService, '// await hold(tx, quote)\nload()', 1],
  ['commented-out-code', inService, '// if (booking.state === held) {\nload()', 1],
  ['commented-out-code', inService, "/* import { hold } from './booking.ts' */\nload()", 1],
  ['commented-out-code', 'apps/web/src/pages/home.tsx', 'const a = <p>{/* <Old name="x" /> */}</p>', 1],
  ['commented-out-code', 'services/x-service/migrations/0001_a.sql', 'select 1;\n-- drop table bookings;', 2],
  ['timer-in-service', inService, 'load()\nsetTimeout(load, 5)', 2],
  ['timer-in-service', inService, 'globalThis.setInterval(load, 5)', 1],
  ['timer-in-service', inService, "import { setTimeout as wait } from 'node:timers/promises'", 1],
  ['own-clock', inService, 'load()\nload(Date.now())', 2],
  ['own-clock', inService, 'load(new Date())', 1],
  ['own-clock', inService, 'load(Math.random())', 1],
  ['own-clock', inService, 'load(crypto.randomUUID())', 1],
  ['own-clock', inService, 'load(randomUUID())', 1],
  ['own-clock', inService, 'load(Temporal.Now.instant())', 1],
  ['mocked-module', inServiceTest, "vi.mock('./booking.ts')", 1],
  ['test-not-run', inServiceTest, "test.skip('holds', () => {})", 1],
  ['test-not-run', inServiceTest, "it.only('holds', () => {})", 1],
  ['test-not-run', inServiceTest, "test.todo('holds')", 1],
  ['sleep-in-test', inServiceTest, 'await new Promise((done) => setTimeout(done, 50))', 1],
  ['sleep-in-test', 'tests/e2e/booking.ts', 'await page.waitForTimeout(50)', 1],
  ['sleep-in-test', inServiceTest, 'await sleep(50)', 1],
  ['undocumented-export', inKit, '// not for the caller\nexport function open() {}', 2],
  ['undocumented-export', inKit, 'export const limit = 3', 1],
  ['undocumented-export', 'packages/contracts/src/bookings.ts', 'export interface Booking {}', 1],
  ['dead-link', 'docs/architecture.md', 'See\n[the page](./nowhere.md#part)', 2],
  ['dead-link', 'README.md', '![picture](docs/nowhere.png)', 1],
  ['dead-link', 'README.md', 'a [page]\n\n[page]: docs/nowhere.md', 3],
  ['migration-name', 'services/x-service/migrations/1_first.sql', '', 1],
  ['migration-name', 'services/x-service/migrations/0002_second.sql', '', 1],
])('finds %s in %s', (rule, file, text, line) => {
  const found = findings({ [file]: text })
  expect(found.map((finding) => `${finding.rule} ${finding.file}:${finding.line}`)).toEqual([`${rule} ${file}:${line}`])
  expect(found[0]?.why.length).toBeGreaterThan(20)
})

test('finds a repeated migration number', () => {
  const folder = 'services/x-service/migrations'
  const found = findings({ [`${folder}/0001_a.sql`]: '', [`${folder}/0002_b.sql`]: '', [`${folder}/0002_c.sql`]: '' })
  expect(found.map(({ file }) => file)).toEqual([`${folder}/0002_c.sql`])
})

test('reports a function of more than 70 lines without failing on it', () => {
  expect(findings({ [inService]: functionOf(71) })).toMatchObject([{ rule: 'function-too-long', notice: true }])
})

test.each<[what: string, file: string, text: string]>([
  ['a timer that says why', inService, '// timer: only draws a clock\nsetTimeout(draw, 5)'],
  ['a clock that says why', inService, 'draw(Date.now()) // clock: for a log line'],
  ['a given instant', inService, 'draw(new Date(startsAt))'],
  ['the clock in a test', inServiceTest, 'expect(new Date()).toBeDefined()'],
  ['the clock in the simulator', 'services/payment-service/src/simulator/balance.ts', 'draw(new Date())'],
  [
    'words about code',
    inService,
    '// proc(5): the start, in ticks\n// returns (a, b) when both are there\n// see hold()',
  ],
  ['the rule in a string', inService, "draw('// TODO const a = 1')"],
  ['a documented example', inKit, '/** `const a = open()`: opens. */\nexport function open() {}'],
  [
    'a promise whose words are data',
    'packages/contracts/src/bookings.ts',
    "export const taken = problem('taken', 409, '')",
  ],
  ['a tag whose name has the word', 'services/auth-service/src/common-password.ts', ''],
  ['a long suite', inServiceTest, `describe('bookings', () => {\n${'  void 0\n'.repeat(120)}})`],
  [
    'links that lead somewhere',
    'docs/page.md',
    '[here](../docs/page.md#top) [web](https://example.org) [top](#top)\n`[x](y)`',
  ],
  ['an old link in a code block', 'docs/page.md', '```md\n[x](./nowhere.md)\n```'],
  ['a handled failure', inService, 'try {\n  load()\n} catch {\n  return undefined\n}'],
])('accepts %s', (_what, file, text) => {
  expect(findings({ [file]: text })).toEqual([])
})

function findings(tree: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), 'ecc-tidy-'))
  try {
    for (const [path, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    return tidy(root)
  } finally {
    rmSync(root, { recursive: true })
  }
}
