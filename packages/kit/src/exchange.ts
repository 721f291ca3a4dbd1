import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpExchange } from './service.ts'

/** The HTTP request as a handler sees it. Everything is worked out when asked for, since hardly any handler asks. */
export class Exchange implements HttpExchange {
  readonly #request: FastifyRequest
  readonly #reply: FastifyReply
  readonly #secure: boolean

  /** `secure`: cookies are for https only. */
  constructor(request: FastifyRequest, reply: FastifyReply, { secure }: { secure: boolean }) {
    this.#request = request
    this.#reply = reply
    this.#secure = secure
  }

  get ip() {
    return this.#request.ip
  }

  get userAgent() {
    return this.#request.headers['user-agent'] ?? ''
  }

  get headers() {
    return this.#request.headers
  }

  get cookies() {
    return parseCookie(this.#request.headers.cookie ?? '')
  }

  get rawBody() {
    return Buffer.isBuffer(this.#request.body) ? this.#request.body : Buffer.alloc(0)
  }

  setHeader(name: string, value: string): void {
    this.#reply.header(name, value)
  }

  setCookie(name: string, value: string, { maxAgeSeconds, path }: { maxAgeSeconds: number; path: string }): void {
    const safe = { httpOnly: true, sameSite: 'lax', secure: this.#secure } as const
    const set = maxAgeSeconds > 0 ? {} : { expires: new Date(0) }
    this.#reply.header('set-cookie', stringifySetCookie({ name, value, path, maxAge: maxAgeSeconds, ...set, ...safe }))
  }

  clearCookie(name: string, { path }: { path: string }): void {
    this.setCookie(name, '', { maxAgeSeconds: 0, path })
  }
}
