import { job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Ctx } from './config.ts'
import { checkLedger } from './ledger-check.ts'

/** Every night: adds the whole ledger up anew, and tells the operators of whatever contradicts its rules. Repairs nothing. */
export const proveLedger = job(
  'prove-ledger',
  Type.Object({}),
  async (_, ctx: Ctx) => {
    for (const defect of await checkLedger(ctx)) ctx.log.error(defect, 'the ledger contradicts itself')
  },
  { cron: '17 3 * * *', timeLimitMs: 30 * 60_000 },
)
