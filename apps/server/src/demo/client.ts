/** A person of the demo at the public API: what they do goes the same way as everybody's. */
import { login, register } from '@ecc/contracts/auth'
import { type ProblemBody, ProblemError, problemFromBody, type ReplyOf, type Route } from '@ecc/contracts/define'
import { notSignedIn } from '@ecc/contracts/problems'
import { pathOf } from '@ecc/kit'
import { password } from './people.ts'

interface Arguments {
  params?: object
  query?: object
  body?: unknown
  /** Sent as `Idempotency-Key`, so that the call can be repeated. */
  key?: string
}

/** Calls the public API as one person; signs in again when the clock has moved past the token's life. */
export class DemoPerson {
  readonly email: string
  readonly #base: string
  #token = ''

  constructor(base: string, email: string) {
    this.#base = base
    this.email = email
  }

  get token(): string {
    return this.#token
  }

  async register(details: { name: string; zone: string; role: 'player' | 'coach' }): Promise<string> {
    const body = {
      email: this.email,
      password,
      displayName: details.name,
      birthDate: '1996-05-04',
      timeZone: details.zone,
      role: details.role,
    }
    const signedIn = await this.#send(register, { body })
    this.#token = signedIn.accessToken
    return signedIn.account.id
  }

  async signIn(): Promise<void> {
    this.#token = (await this.#send(login, { body: { email: this.email, password } })).accessToken
  }

  async call<R extends Route>(route: R, args: Arguments = {}): Promise<ReplyOf<R>> {
    try {
      return await this.#send(route, args)
    } catch (error) {
      if (!notSignedIn.is(error)) throw error
      await this.signIn()
      return this.#send(route, args)
    }
  }

  /** Sends bytes, as an avatar is sent. */
  async upload(path: string, contentType: string, bytes: Buffer): Promise<void> {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': contentType }
    const response = await fetch(`${this.#base}/api/v1${path}`, { method: 'PUT', headers, body: new Uint8Array(bytes) })
    if (!response.ok) throw new Error(`${path} answered ${response.status}`)
  }

  async #send<R extends Route>(route: R, args: Arguments): Promise<ReplyOf<R>> {
    const path = pathOf(route, args.params ?? {}, args.query ?? {})
    const response = await fetch(`${this.#base}/api/v1${path}`, {
      method: route.method,
      headers: {
        ...(this.#token ? { authorization: `Bearer ${this.#token}` } : {}),
        ...(args.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(args.key === undefined ? {} : { 'idempotency-key': args.key }),
      },
      ...(args.body === undefined ? {} : { body: JSON.stringify(args.body) }),
    })
    const text = await response.text()
    if (!response.ok) throw problemFromBody(JSON.parse(text) as ProblemBody)
    return (text === '' ? null : JSON.parse(text)) as ReplyOf<R>
  }
}

/** The status and body of an answer, whether it is the wished one or a problem. */
export async function statusOf(answer: Promise<unknown>): Promise<{ status: number; body: unknown }> {
  try {
    return { status: 201, body: await answer }
  } catch (error) {
    if (error instanceof ProblemError) return { status: error.status, body: error.toJSON() }
    throw error
  }
}
