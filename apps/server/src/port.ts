/** Which port is asked for, whether it is free, and who has it. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { isFree } from '@ecc/kit/local-programs'

/** The port (1 to 65535) that an environment variable asks for; throws naming the variable when it is no port. */
export function portFrom(env: NodeJS.ProcessEnv, variable: string, otherwise: number): number {
  const port = Number(env[variable] ?? otherwise)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(
      `${variable} is "${env[variable]}", and must be a number from 1 to 65535, as in  ${variable}=${otherwise}`,
    )
  return port
}

/** Throws with the way out when something listens on the port already. */
export async function requireFreePort(port: number, variable: string): Promise<void> {
  if (await isFree(port, '0.0.0.0')) return
  const holder = await holderOf(port)
  throw new Error(
    `Port ${port} is taken${holder ? ` by ${holder}` : ''}.\n` +
      `Stop that program, or choose another port:  ${variable}=${port + 1} npm start`,
  )
}

async function holderOf(port: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
      timeout: 3_000,
    })
    const pid = /^p(\d+)/m.exec(stdout)?.[1]
    const name = /^c(.+)/m.exec(stdout)?.[1]
    return pid ? `${name ?? 'a program'} (process ${pid})` : undefined
  } catch {
    return undefined // no lsof here: the message goes without a name
  }
}
