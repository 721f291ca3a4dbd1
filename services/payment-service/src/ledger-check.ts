/** Checks of the whole ledger, which read all of it and take their time: made by a job, and kept for whoever asks. */
import type { Queryable } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { type Defect, defectsOf } from './ledger.ts'
import { keepLooked } from './reconciliation.ts'

const name = 'ledger'

/** Looks for defects now, about 30 s for a million postings, and keeps what it found in place of the check before. */
export async function checkLedger(ctx: Ctx): Promise<Defect[]> {
  return ctx.sql.begin(async (tx) => {
    await tx`set local statement_timeout = '30min'`
    const now = ctx.now()
    const defects = await defectsOf(tx)
    await tx`delete from ledger_defects`
    for (const { defect, about, found } of defects)
      await tx`insert into ledger_defects (defect, about, found) values (${defect}, ${about}, ${found})`
    await keepLooked(tx, name, now)
    return defects
  })
}

/** What the last check found, and when it was; null before the first. */
export async function lastCheck(sql: Queryable): Promise<{ checkedAt: string | null; defects: Defect[] }> {
  const check = await sql.first<{ checkedUntil: string }>`
    select checked_until from reconciliations where name = ${name}`
  const defects = await sql<Defect>`select * from ledger_defects order by defect, about`
  return { checkedAt: check?.checkedUntil ?? null, defects }
}
