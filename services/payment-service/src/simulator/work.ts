import { randomBytes } from 'node:crypto'
import type Stripe from 'stripe'
import type { Tx } from './database.ts'

/** The API version the simulator speaks, the one the official SDK is pinned to. */
export const apiVersion = '2026-10-28.endive' satisfies Stripe.LatestApiVersion

/** The platform's own balance; a connected account's balance is kept under its `acct_` id. */
export const platformAccount = 'platform'

/** What stays the same from request to request. */
export interface Settings {
  secretKey: string
  publishableKey: string
  /** Stripe's own fee on a captured charge: basis points of the amount, plus a fixed part. */
  fee: { basisPoints: number; fixedMinor: number }
  /** How long captured money stays pending before it is available. */
  pendingDays: number
  /** When a refund to a card that will refuse it turns out to have failed. */
  refundSettlesAfterSeconds: number
  /** Base URL of the hosted pages as a browser sees it. */
  publicUrl: string
}

/** One request, or one timed change, at work in one transaction. */
export interface Work {
  tx: Tx
  settings: Settings
  nowSeconds: number
  /** `platform`, or the connected account named by the Stripe-Account header. */
  account: string
  /** What an event says caused it; null for a timed change. */
  cause: { requestId: string; idempotencyKey: string | null } | null
}

const idAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A new id in Stripe's style: the prefix and 24 random letters and digits. */
export function newId(prefix: string): string {
  const letters = [...randomBytes(24)].map((byte) => idAlphabet[byte % idAlphabet.length])
  return `${prefix}_${letters.join('')}`
}
