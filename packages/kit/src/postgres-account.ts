import { execFile } from 'node:child_process'
import { chmod, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { ifMissing } from './errno.ts'

/** The system account that PostgreSQL runs as. */
export interface Account {
  uid: number
  gid: number
}

/**
 * PostgreSQL refuses to run as root: root lends it the account that owns the cluster, or the system user `postgres`, made
 * when missing. Undefined: as whoever runs this process. Throws when the cluster is another user's.
 */
export async function accountFor(cluster: string): Promise<Account | undefined> {
  const owner = await stat(cluster).catch(ifMissing(undefined))
  const me = process.getuid!()
  if (me !== 0) {
    if (!owner || owner.uid === me) return undefined
    throw new Error(
      `${cluster} belongs to user ${owner.uid}, and you are ${me}: run as that user, or choose another data folder.`,
    )
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return (await findPostgresUser()) ?? (await createPostgresUser())
}

async function findPostgresUser(): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await execFileAsync('id', [flag, 'postgres'])).stdout)),
    )
    return { uid: uid!, gid: gid! }
  } catch {
    return undefined // `id` fails when there is no such user
  }
}

async function createPostgresUser(): Promise<Account> {
  try {
    await execFileAsync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'])
  } catch (error) {
    throw new Error(
      `PostgreSQL does not run as root, and the user postgres could not be made (${(error as Error).message.trim()}). ` +
        'Run as an ordinary user, or make a system user named postgres, or set DATABASE_URL to a PostgreSQL of your own.',
    )
  }
  return (await findPostgresUser())!
}

/** Lets the account pass through (not list) the folders above the data and the binaries; root's own are often closed. */
export async function makeReachable(folders: string[], log: (line: string) => void) {
  const above = (path: string): string[] => (path === '/' ? [] : [...above(dirname(path)), path])
  for (const folder of new Set(folders.flatMap(above))) {
    const { mode } = await stat(folder)
    if (mode & 0o001) continue
    log(`letting the PostgreSQL user pass through ${folder} (chmod o+x)`)
    await chmod(folder, (mode & 0o7777) | 0o001)
  }
}

const execFileAsync = promisify(execFile)
