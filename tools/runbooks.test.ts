/** Each alarm of the services that move money has a runbook, and each runbook an alarm. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const sections = ['What it means', 'Who is affected', 'First look', 'What to do', 'Never', 'Over when']

/** What is logged at level error, up to a colon, behind which is what to do in short. */
function alarms(): string[] {
  const files = globSync('services/{payment,session}-service/src/*.ts', { cwd: root })
  return files
    .filter((file) => !/\.(test|testing)\.ts$/.test(file))
    .flatMap((file) => readFileSync(join(root, file), 'utf8').split('log.error(').slice(1))
    .map((call) => /'([^']+)',?\s*\)/.exec(call)?.[1]?.split(':')[0] ?? `no plain text in ${call.slice(0, 80)}`)
}

const nameOf = (alarm: string) => `${alarm.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.md`
const runbooks = globSync('docs/runbooks/*.md', { cwd: root })
  .map((path) => path.split('/').at(-1) ?? '')
  .filter((name) => name !== 'README.md')

test('each alarm has a runbook, and each runbook an alarm', () => {
  expect(runbooks.toSorted()).toEqual([...new Set(alarms().map(nameOf))].toSorted())
})

test.each(runbooks)('%s says all that somebody woken at night needs', (name) => {
  const text = readFileSync(join(root, 'docs/runbooks', name), 'utf8')
  const [heading = '', ...rest] = text.split('\n')
  expect(nameOf(heading.slice(2))).toBe(name)
  expect(rest.filter((line) => line.startsWith('## ')).map((line) => line.slice(3))).toEqual(sections)
  expect(readFileSync(join(root, 'docs/runbooks/README.md'), 'utf8')).toContain(`(${name})`)
})
