/** A file sent to a route that takes raw bytes, with its progress, which `fetch` does not tell. */
import { type ProblemBody, type ProblemError, problemFromBody, type Route } from '@ecc/contracts/define'
import { internalFault, timedOut } from '@ecc/contracts/problems'
import { type ArgsOf, addressOf, noConnection } from './request.ts'
import { withToken } from './session.ts'

/** Sends `args.body`, a file. `onProgress` gets the part that is sent, 0 to 1. Throws the route's problems, as `call` does. */
export function upload<T extends Route>(route: T, args: ArgsOf<T>, onProgress: (part: number) => void): Promise<void> {
  return withToken((token) => sendFile(route, args, token, onProgress))
}

function sendFile<T extends Route>(
  route: T,
  args: ArgsOf<T>,
  token: string | null,
  onProgress: (part: number) => void,
): Promise<void> {
  const { body } = args as { body: Blob }
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(route.method, addressOf(route, args))
    request.timeout = route.timeoutMs ?? 30_000
    if (token !== null) request.setRequestHeader('authorization', `Bearer ${token}`)
    request.setRequestHeader('content-type', body.type)
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0))
    request.addEventListener('error', () => reject(noConnection()))
    request.addEventListener('timeout', () => reject(timedOut()))
    request.addEventListener('load', () => {
      if (request.status < 300) resolve()
      else reject(problemIn(request))
    })
    request.send(body)
  })
}

function problemIn(request: XMLHttpRequest): ProblemError {
  try {
    return problemFromBody(JSON.parse(request.responseText) as ProblemBody)
  } catch {
    return internalFault(`The server answered ${request.status}`)
  }
}
