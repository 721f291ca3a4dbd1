/** Who sent a request, told once at the door. */
import type { Caller } from '@ecc/kit'
import type { FastifyRequest } from 'fastify'

const callers = new WeakMap<FastifyRequest, Caller | null>()

/** Remembers who sent a request. */
export function setCaller(request: FastifyRequest, caller: Caller | null): void {
  callers.set(request, caller)
}

/** Who sent a request; null for a guest. */
export function callerOf(request: FastifyRequest): Caller | null {
  return callers.get(request) ?? null
}
