import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, readlink, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { hasCode, ifCode, ifMissing } from './errno.ts'

/**
 * Makes this process the only owner of a folder, by a file `owner.pid` in it; answers how to give it back. Throws, naming
 * the owner and how to stop it, when that one is alive; a dead owner's file is taken over. A pid alone may
 * belong to a later process by now, so its start time counts too.
 */
export async function lockFolder(dataDir: string): Promise<() => Promise<void>> {
  const file = join(dataDir, 'owner.pid')
  const mine = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  await writeFile(mine, `${process.pid}\n${await startOf(process.pid)}\n`)
  try {
    for (;;) {
      try {
        // A hard link appears at once with its content, and fails when the name is taken.
        await link(mine, file)
        return () => rm(file, { force: true })
      } catch (error) {
        if (!hasCode(error, 'EEXIST')) throw error
        await removeDeadOwner(dataDir, file)
      }
    }
  } finally {
    await rm(mine, { force: true })
  }
}

/** One at a time: else a slow one, having judged the same owner dead, would remove the file of the next owner. */
async function removeDeadOwner(dataDir: string, file: string) {
  const turn = `${file}.takeover`
  try {
    await mkdir(turn)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
    return await waitForTurn(turn)
  }
  try {
    const [pidText, start] = (await readFile(file, 'utf8').catch(ifMissing(''))).split('\n')
    const pid = Number(pidText)
    if (start && (await startOf(pid)) === start) {
      const command = (await commandOf(pid)) ?? 'node'
      throw new Error(
        `The data folder ${dataDir} is in use by process ${pid} (${command}). ` +
          `Stop that one first (Ctrl-C in its terminal, or: kill ${pid}), or choose another data folder.`,
      )
    }
    await rm(file, { force: true })
  } finally {
    await rmdir(turn)
  }
}

async function waitForTurn(turn: string) {
  const taken = await stat(turn).catch(ifMissing(undefined))
  // A turn lasts milliseconds; who holds it this long was killed in it.
  if (taken && Date.now() - taken.mtimeMs > 10_000) await rmdir(turn).catch(ifMissing(undefined))
  await delay(50)
}

/** Whether the process runs, is this program, and has this folder (a real path) as its place. */
export async function isRunningIn(pid: number, program: string, folder: string): Promise<boolean> {
  const command = await commandOf(pid)
  if (!command?.includes(program)) return false
  if (process.platform !== 'linux') return `${command} `.includes(` ${folder} `)
  // Another user's process does not tell; then it is not one that we started.
  return (await readlink(`/proc/${pid}/cwd`).catch(ifMissing('')).catch(ifCode('EACCES', ''))) === folder
}

/** The command line of a running process; undefined when there is none, or only its unreaped remains. */
async function commandOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return await ps(pid, 'command=')
  return (await readProc(`${pid}/cmdline`)).replaceAll('\0', ' ').trim() || undefined
}

/** When a process started, as text to compare; with its pid it names one process for ever. Undefined when it is dead. */
async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return await ps(pid, 'lstart=')
  const line = await readProc(`${pid}/stat`)
  // proc(5): after the name in brackets, the first field is the state and the 20th the start in clock ticks since boot.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  if (!line || fields[0] === 'Z') return undefined
  return `${(await readProc('sys/kernel/random/boot_id')).trim()} ${fields[19]}`
}

/** A file of /proc; empty when the process is gone, which may happen during the read. */
const readProc = (path: string) => readFile(`/proc/${path}`, 'utf8').catch(ifCode('ESRCH', '')).catch(ifMissing(''))

async function ps(pid: number, column: string): Promise<string | undefined> {
  try {
    return (await execFileAsync('ps', ['-ww', '-o', column, '-p', String(pid)])).stdout.trim() || undefined
  } catch {
    return undefined // ps fails when there is no such process
  }
}

const execFileAsync = promisify(execFile)
