/** Carries out what was decided: act at the provider with no transaction open, then record. */
import { failpoint, job, type Tx } from '@ecc/kit'
import Stripe from 'stripe'
import { Type } from 'typebox'
import type { Ctx } from './config.ts'
import { cancelIntent, captureIntent, type Recording, resolvePay } from './intent.ts'
import { lease, leasedUntil, underLease } from './lease.ts'
import { type Operation, type OperationKind, type PayoutOperation, postpone } from './operation.ts'
import { sendPayout } from './payout.ts'
import { isOutage } from './provider.ts'
import { sendRefund } from './refund.ts'
import { reverseTransfer, sendTransfer } from './transfer.ts'

const acts: Record<OperationKind, (ctx: Ctx, operation: Operation) => Promise<Recording>> = {
  pay: resolvePay,
  capture: captureIntent,
  cancel: cancelIntent,
  refund: sendRefund,
  transfer: sendTransfer,
  reverse: reverseTransfer,
}

/** Carries out one operation. Whatever goes wrong, it is tried again later, at the same provider, as the same act. */
export const runOperation = job(
  'run-operation',
  Type.Object({ operationId: Type.String() }),
  async ({ operationId }, ctx: Ctx) => carryOut(ctx, operationId),
)

/** Does the work of the job at once; nothing happens when another worker has the operation or it is finished. */
export async function carryOut(ctx: Ctx, operationId: string): Promise<void> {
  const operation = await lease(ctx.sql, operationId, ctx.now())
  if (!operation) return takeOverLater(ctx, operationId)
  await failpoint('operation:leased')
  try {
    await underLease(ctx, operation, async () => record(ctx, await act(ctx, operation)))
  } catch (error) {
    await tryLater(ctx, operation, error)
  }
}

const act = (ctx: Ctx, operation: Operation | PayoutOperation): Promise<Recording> =>
  operation.kind === 'payout' ? sendPayout(ctx, operation) : acts[operation.kind](ctx, operation)

/** Should the worker that has the operation die, this one goes on when its lease is over. */
async function takeOverLater(ctx: Ctx, operationId: string): Promise<void> {
  const runAt = await leasedUntil(ctx.sql, operationId)
  if (!runAt) return
  await ctx.sql.begin((tx) => ctx.addJob(tx, runOperation, { operationId }, { key: operationId, runAt }))
}

/** Writes down what an act brought, and starts what follows from it, in one transaction. */
export async function record(ctx: Ctx, recording: Recording): Promise<void> {
  await ctx.sql.begin(async (tx) => {
    await start(tx, ctx, await recording(tx))
    await failpoint('record:written')
  })
  await failpoint('record:committed')
}

/** Has operations carried out as soon as this transaction is committed. */
export async function start(tx: Tx, ctx: Ctx, operations: readonly Pick<Operation, 'id'>[]): Promise<void> {
  for (const { id } of operations) await ctx.addJob(tx, runOperation, { operationId: id }, { key: id })
}

/** Gives an operation back after a failed try, and has it tried again: soon at first, ever slower, never given up. */
export async function tryLater(ctx: Ctx, operation: Operation | PayoutOperation, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error)
  const details = { operationId: operation.id, kind: operation.kind, tries: operation.tries, error: reason }
  const outage = isOutage(error)
  if (outage) ctx.log.warn(details, 'the provider did not answer; an operation waits')
  else ctx.log.error(details, 'an operation failed and is tried again later')
  const keyUsedUp = error instanceof Stripe.errors.StripeAPIError
  await ctx.sql.begin(async (tx) => {
    const runAt = await postpone(tx, operation, ctx.now(), { reason, outage, keyUsedUp })
    await ctx.addJob(tx, runOperation, { operationId: operation.id }, { key: operation.id, runAt })
  })
}
