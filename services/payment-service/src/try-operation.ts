import { tryOperation as contract, operationNotFound, operationNotPending } from '@ecc/contracts/operator'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { findShownOperation, makeDue, operationView } from './operation.ts'
import { recordAct } from './operator-act.ts'
import { start } from './run-operation.ts'

/** POST /admin/money/operations/:id/try: makes it due now. It is the same act under the same key, by whoever gets its lease. */
export const tryOperation = handle(contract, async ({ params, caller, once }, ctx: Ctx) =>
  once(async (tx) => {
    const isDue = await makeDue(tx, params.id, ctx.now())
    const operation = await findShownOperation(tx, params.id)
    if (!operation) throw operationNotFound()
    if (!isDue) throw operationNotPending()
    await recordAct(tx, ctx, { operatorId: caller.userId, act: 'try-operation', subject: params.id, reason: null })
    await start(tx, ctx, [operation])
    return operationView(operation, ctx.now())
  }),
)
