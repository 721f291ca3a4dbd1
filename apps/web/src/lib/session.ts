/**
 * Who is signed in here. The access token lives in this module's memory only; the refresh token is a cookie that
 * scripts cannot read. The refresh cookie works once, so tabs take turns (a lock) and hand each other the new token.
 */
import type { Account, SignedIn } from '@ecc/contracts/auth'
import { logout, refresh, refreshRejected } from '@ecc/contracts/auth'
import { notSignedIn } from '@ecc/contracts/problems'
import { useSyncExternalStore } from 'react'
import { now } from './clock.ts'
import { send } from './request.ts'

export type Session =
  | { status: 'restoring'; account: null }
  | { status: 'guest'; account: null }
  | { status: 'signed-in'; account: Account }

type Tokens = { account: Account; accessToken: string; accessTokenExpiresAt: string }
type TabMessage = { kind: 'tokens'; tokens: Tokens } | { kind: 'signed-out' }

/** Refreshed this long before the token ends, so that no request goes out with one about to end. */
const earlyMs = 45_000
/** Remembers that there may be a refresh cookie, so that a guest's first page asks nothing in vain. */
const hintName = 'ecc-signed-in'

let session: Session = { status: 'restoring', account: null }
let tokens: Tokens | null = null
let refreshing: Promise<Tokens | null> | null = null
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()
const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('ecc-session')

tabs?.addEventListener('message', (event: MessageEvent<TabMessage>) => {
  if (event.data.kind === 'tokens') keep(event.data.tokens)
  else leave()
})

/** The session as it is now, for code outside components. */
export function currentSession(): Session {
  return session
}

/** The session, for components. */
export function useSession(): Session {
  return useSyncExternalStore(onSessionChange, currentSession)
}

/** Calls back after every change of the session; answers the function that ends this. */
export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Settles once it is known whether the visitor is signed in. Never throws: without an answer they are a guest for now. */
export async function sessionReady(): Promise<Session> {
  if (session.status !== 'restoring') return session
  if (!readHint()) forget()
  else await renewTokens().catch(() => change({ status: 'guest', account: null }))
  return session
}

/** Takes the reply of register, login or becomeCoach: from here on requests carry its identity, in every tab. */
export function signInWith(reply: SignedIn): void {
  share(reply)
}

/** Ends this login on the server and in every tab. */
export async function signOut(): Promise<void> {
  try {
    await send(logout, { body: {} })
  } finally {
    leave()
    tabs?.postMessage({ kind: 'signed-out' } satisfies TabMessage)
  }
}

/** A token that is good for a while, or null for a guest. Throws when it cannot be renewed for want of a connection. */
export async function accessToken(): Promise<string | null> {
  await sessionReady()
  if (tokens && !isOld(tokens)) return tokens.accessToken
  if (session.status === 'guest') return null
  return (await renewTokens())?.accessToken ?? null
}

/** Sends a request with a good token, or without one for a guest; once more with a new one when the token had ended after all. */
export async function withToken<T>(request: (token: string | null) => Promise<T>): Promise<T> {
  try {
    return await request(await accessToken())
  } catch (error) {
    if (!notSignedIn.is(error)) throw error
    const renewed = await renewTokens()
    if (renewed === null) throw error
    return request(renewed.accessToken)
  }
}

/** New tokens for those at hand, asked for once however many callers wait. Null when the login has ended. */
export function renewTokens(): Promise<Tokens | null> {
  refreshing ??= renewInTurn().finally(() => {
    refreshing = null
  })
  return refreshing
}

function renewInTurn(): Promise<Tokens | null> {
  const before = tokens
  const renew = async () => {
    if (tokens && tokens !== before && !isOld(tokens)) return tokens
    try {
      return share(await send(refresh, { body: {} }))
    } catch (error) {
      if (!refreshRejected.is(error)) throw error
      forget()
      return null
    }
  }
  return 'locks' in navigator ? navigator.locks.request('ecc-refresh', renew) : renew()
}

/** The refresh token in the reply is left where it is: in the cookie. */
function share({ account, accessToken: token, accessTokenExpiresAt }: SignedIn): Tokens {
  const fresh = { account, accessToken: token, accessTokenExpiresAt }
  keep(fresh)
  tabs?.postMessage({ kind: 'tokens', tokens: fresh } satisfies TabMessage)
  return fresh
}

function keep(fresh: Tokens): void {
  tokens = fresh
  writeHint(true)
  clearTimeout(timer)
  const leftMs = Date.parse(fresh.accessTokenExpiresAt) - now() - earlyMs
  timer = setTimeout(() => void renewTokens().catch(() => undefined), Math.max(leftMs, 15_000))
  change({ status: 'signed-in', account: fresh.account })
}

function forget(): void {
  tokens = null
  writeHint(false)
  clearTimeout(timer)
  change({ status: 'guest', account: null })
}

/** Whoever signs in next in this tab finds nothing that somebody else wrote. A login that only ended keeps it for its owner. */
function leave(): void {
  forget()
  try {
    sessionStorage.clear()
  } catch {
    return // refused (private mode): then it kept nothing
  }
}

function change(next: Session): void {
  session = next
  for (const listener of listeners) listener()
}

function isOld(held: Tokens): boolean {
  return Date.parse(held.accessTokenExpiresAt) - now() < earlyMs / 2
}

function readHint(): boolean {
  try {
    return localStorage.getItem(hintName) === '1'
  } catch {
    return true
  }
}

/** Answers whether it could be kept: storage may be refused (private mode), and then the next visit asks the server. */
function writeHint(signedIn: boolean): boolean {
  try {
    if (signedIn) localStorage.setItem(hintName, '1')
    else localStorage.removeItem(hintName)
    return true
  } catch {
    return false
  }
}
