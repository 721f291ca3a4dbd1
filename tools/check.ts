/**
 * Every check of the code base that runs nothing of it: `npm run check [step ...]`. One line a step; what a failing
 * step said is printed in full, and the code is 1.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

interface Step {
  name: string
  /** A program of this repository, run by the Node that runs this. */
  args: string[]
  /** The step is left out while this file does not exist. */
  needs?: string
  /** What repairs it, where a command can. */
  mend?: string
}

const root = join(import.meta.dirname, '..')
const bin = (name: string) => join('node_modules/.bin', name)

const steps: Step[] = [
  { name: 'types', args: [bin('tsc'), '-p', 'tsconfig.json'] },
  { name: 'types of the web app', args: [bin('tsc'), '-p', 'apps/web/tsconfig.json'], needs: 'apps/web/tsconfig.json' },
  {
    name: 'lint',
    args: [bin('oxlint'), '--type-aware', '--deny-warnings'],
    mend: 'node_modules/.bin/oxlint --type-aware --fix repairs some',
  },
  {
    name: 'format',
    args: [bin('biome'), 'check', '--max-diagnostics=50', '.'],
    mend: 'node_modules/.bin/biome check --write .',
  },
  {
    name: 'arrows',
    args: [bin('depcruise'), '--config', '.dependency-cruiser.cjs', '--output-type', 'err-long'].concat(
      ['packages', 'services', 'apps', 'tools', 'tests'].filter((folder) => existsSync(join(root, folder))),
    ),
  },
  { name: 'unused', args: [bin('knip'), '--no-progress', '--no-config-hints'] },
  { name: 'tidy', args: ['tools/tidy.ts'] },
  { name: 'generated', args: ['tools/generate.ts', '--check'], needs: 'tools/generate.ts', mend: 'npm run generate' },
]

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name))
if (unknown.length > 0) {
  console.error(`No such step: ${unknown.join(', ')}. There are: ${steps.map((step) => step.name).join(', ')}`)
  process.exit(1)
}
const waiting = steps.filter(
  (step) => (wanted.length === 0 || wanted.includes(step.name)) && (!step.needs || existsSync(join(root, step.needs))),
)
const failed: string[] = []
// Two at a time: the longest are first, and a laptop has something left to do other things with.
await Promise.all([work(), work()])
console.log(failed.length === 0 ? 'all checks passed' : `failed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1

async function work() {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const startedAt = performance.now()
    const { code, output } = await run(step.args)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${seconds} s  ${step.name}`)
    if (code === 0) continue
    console.log(`${output.trimEnd()}\n${step.mend ? `Mend: ${step.mend}\n` : ''}`)
    failed.push(step.name)
  }
}

async function run(args: string[]): Promise<{ code: number | null; output: string }> {
  // The tools start others by `node`, which must be this one and not an older one of the machine.
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, PATH: path, NO_COLOR: '1' } })
  let output = ''
  const collect = (chunk: Buffer) => (output += chunk.toString())
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const code = await new Promise<number | null>((done, fail) => child.once('close', done).once('error', fail))
  return { code, output }
}
