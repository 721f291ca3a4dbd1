import { acknowledgeDifference as contract, differenceNotFound } from '@ecc/contracts/operator'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { differenceView, findDifference } from './difference.ts'
import { recordAct } from './operator-act.ts'

/** POST /admin/money/differences/:id/acknowledge: somebody looks after it. Only agreement closes it. */
export const acknowledgeDifference = handle(contract, async ({ params, body, caller, once }, ctx: Ctx) =>
  once(async (tx) => {
    if (!(await findDifference(tx, params.id))) throw differenceNotFound()
    const act = 'acknowledge-difference'
    await recordAct(tx, ctx, { operatorId: caller.userId, act, subject: params.id, reason: body.note })
    const difference = await findDifference(tx, params.id)
    if (!difference) throw new Error(`difference ${params.id} vanished`)
    return differenceView(difference)
  }),
)
