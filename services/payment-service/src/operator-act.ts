/** What operators did by hand: written in the transaction of the deed, and never changed. */
import type { OperatorAct as OperatorActView, OperatorFactKind } from '@ecc/contracts/operator'
import type { Money } from '@ecc/contracts/vocabulary'
import type { PageAsked, Queryable, Tx } from '@ecc/kit'
import type { Ctx } from './config.ts'

/** An act as stored. */
export interface OperatorAct {
  id: string
  operatorId: string
  act: OperatorActView['act']
  subject: string
  reason: string | null
  details: { fact?: { kind: OperatorFactKind; amount: Money } }
  at: string
}

/** Writes an act down. `subject` is what it was done to: an operation, a difference, an object of the provider's. */
export async function recordAct(
  tx: Tx,
  ctx: Ctx,
  done: Pick<OperatorAct, 'operatorId' | 'act' | 'subject' | 'reason'> & { details?: OperatorAct['details'] },
): Promise<void> {
  await tx`
    insert into operator_acts (id, operator_id, act, subject, reason, details, at)
    values (${ctx.id()}, ${done.operatorId}, ${done.act}, ${done.subject}, ${done.reason}, ${tx.json(done.details ?? {})}, ${ctx.now()})`
}

/** What was done, newest first. */
export async function actsDone(sql: Queryable, { limit, after }: PageAsked): Promise<OperatorAct[]> {
  const onwards = after ? sql.part`where (at, id) < (${after.at}, ${after.id})` : sql.part``
  return sql<OperatorAct>`select * from operator_acts ${onwards} order by at desc, id desc limit ${limit + 1}`
}
