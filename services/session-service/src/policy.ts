/** The versions of the rules' numbers. A version never changes, so one that was read is kept in the process. */

import { defaultPolicy, type PolicyValues, policyInconsistent } from '@ecc/contracts/policies'
import { changedMeanwhile } from '@ecc/contracts/problems'
import { type Context, type PageAsked, type Queryable, type Tx, violates } from '@ecc/kit'

/** A version as stored; `values` completed with what did not exist when it was written. */
export interface PolicyRow {
  version: number
  values: PolicyValues
  note: string
  createdBy: string | null
  createdAt: string
}

/** By the service's own config object, since the services of several tests share a process. */
const known = new WeakMap<object, Map<number, PolicyValues>>()
const mostKept = 1_000

/** The numbers of one version. */
export async function policyOf(version: number, ctx: Pick<Context, 'config'>, sql: Queryable): Promise<PolicyValues> {
  const owner = ctx.config as object
  const versions = known.get(owner) ?? new Map<number, PolicyValues>()
  known.set(owner, versions)
  const kept = versions.get(version)
  if (kept) return kept
  const { values } = complete(await sql.one<PolicyRow>`select * from policies where version = ${version}`)
  if (versions.size < mostKept) versions.set(version, values)
  return values
}

/** The version in force now. */
export async function currentPolicy(sql: Queryable): Promise<PolicyRow> {
  return complete(await sql.one<PolicyRow>`select * from policies order by version desc limit 1`)
}

/** Where a page of versions ended. A position's id is shaped like a UUID; the version stands in its last twelve digits. */
export function positionOf({
  version,
  createdAt,
}: Pick<PolicyRow, 'version' | 'createdAt'>): NonNullable<PageAsked['after']> {
  return { at: createdAt, id: `00000000-0000-0000-0000-${String(version).padStart(12, '0')}` }
}

/** Versions, newest first, one more than asked for. */
export async function findPolicies(sql: Queryable, { limit, after }: PageAsked): Promise<PolicyRow[]> {
  const older = after ? sql.part`where version < ${Number(after.id.slice(-12))}` : sql.part``
  const rows = await sql<PolicyRow>`select * from policies ${older} order by version desc limit ${limit + 1}`
  return rows.map(complete)
}

/** Puts the next version in force. Throws changedMeanwhile when `basedOn` is no longer the latest, policyInconsistent. */
export async function addPolicy(
  tx: Tx,
  policy: { basedOn: number; values: PolicyValues; note: string; by: string; at: Date },
): Promise<PolicyRow> {
  refuseContradictions(policy.values)
  const { version } = await currentPolicy(tx)
  if (version !== policy.basedOn) throw changedMeanwhile()
  try {
    return complete(
      await tx.one<PolicyRow>`
        insert into policies (version, "values", note, created_by, created_at)
        values (${version + 1}, ${tx.json(policy.values)}, ${policy.note.trim()}, ${policy.by}, ${policy.at}) returning *`,
    )
  } catch (error) {
    if (violates(error, 'policies_pkey')) throw changedMeanwhile()
    throw error
  }
}

function refuseContradictions(values: PolicyValues): void {
  for (const preset of ['flexible', 'standard', 'strict'] as const)
    if (values[preset].halfHours > values[preset].fullHours)
      throw policyInconsistent(`${preset}: the part cannot come back until earlier than all of it.`)
  if (values.failurePercent > values.proRataPercent)
    throw policyInconsistent('A technical failure cannot be a longer connection than a pro rata refund.')
  if (values.contestHours > values.releaseHours || values.releaseHours > values.releaseHoursNewCoach)
    throw policyInconsistent(
      'An outcome can be contested until the release, and the release of a new coach is not earlier.',
    )
}

function complete(row: PolicyRow): PolicyRow {
  return { ...row, values: { ...defaultPolicy, ...row.values } }
}
