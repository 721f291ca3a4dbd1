import { recordFact as contract } from '@ecc/contracts/operator'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { recordAct } from './operator-act.ts'
import { postOperatorFact } from './operator-fact.ts'

/** POST /admin/money/facts: posts what only an operator knows, where it settles something open to the cent. */
export const recordFact = handle(contract, async ({ body, caller, once }, ctx: Ctx) =>
  once(async (tx) => {
    const { kind, objectId, amount, reason } = body
    const factId = await postOperatorFact(tx, ctx, body)
    const details = { fact: { kind, amount } }
    await recordAct(tx, ctx, { operatorId: caller.userId, act: 'record-fact', subject: objectId, reason, details })
    return { factId, recordedAt: ctx.now().toISOString() }
  }),
)
