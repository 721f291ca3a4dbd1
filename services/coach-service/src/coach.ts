import type { CoachGame, CoachStatus, OwnCoachProfile } from '@ecc/contracts/coaches'
import type { Queryable, Tx } from '@ecc/kit'
import { rankIndexOf } from './games.ts'

/** What two people who act on one coach at once must agree on. */
export interface LockedCoach {
  status: CoachStatus
  revision: number
}

/** Makes the coach's row if this is their first save, and locks it: changes to one coach happen one after the other. */
export async function lockCoach(tx: Tx, coachId: string, now: Date): Promise<LockedCoach> {
  await tx`insert into coaches (id, created_at) values (${coachId}, ${now}) on conflict (id) do nothing`
  return tx.one<LockedCoach>`select status, revision from coaches where id = ${coachId} for update`
}

/** As `lockCoach`, for someone who may not be a coach: then nothing is made. */
export async function lockKnownCoach(tx: Tx, coachId: string): Promise<LockedCoach | undefined> {
  return tx.first<LockedCoach>`select status, revision from coaches where id = ${coachId} for update`
}

/** The coach's own page; an empty draft of revision 0 before the first save. */
export async function readOwnProfile(sql: Queryable, coachId: string): Promise<OwnCoachProfile> {
  return (await readOwnProfiles(sql, [coachId])).get(coachId) ?? emptyProfile(coachId)
}

/** Own pages by coach id; a coach who never saved is left out. */
export async function readOwnProfiles(
  sql: Queryable,
  coachIds: readonly string[],
): Promise<Map<string, OwnCoachProfile>> {
  const rows = await sql<OwnCoachProfile>`
    select c.id, c.status, c.rejection_reason, c.headline, c.bio, c.languages, c.rank_proof, c.code_of_conduct_accepted_at,
           c.revision, ${gamesOf(sql, sql.part`c.id`)} as games
    from coaches c where c.id = any(${coachIds})`
  return new Map(rows.map((row) => [row.id, row]))
}

/** The games of a coach in the coach's order, as JSON of the contract's `CoachGame`. */
export function gamesOf(sql: Queryable, coachId: ReturnType<Queryable['part']>) {
  return sql.part`coalesce((
    select jsonb_agg(jsonb_build_object('gameId', g.game_id, 'roleIds', g.role_ids, 'rankId', g.rank_id) order by g.position)
    from coach_games g where g.coach_id = ${coachId}), '[]')`
}

function emptyProfile(id: string): OwnCoachProfile {
  return {
    id,
    status: 'draft',
    rejectionReason: null,
    headline: '',
    bio: '',
    games: [],
    languages: [],
    rankProof: null,
    codeOfConductAcceptedAt: null,
    revision: 0,
  }
}

/** What a coach writes of themselves; what is undefined stays as it is. */
export interface ProfileEdit {
  headline: string
  bio: string
  games: readonly CoachGame[]
  languages: readonly string[]
  rankProof?: string | null
  codeOfConductAccepted?: boolean
}

/**
 * Saves a profile whose row is locked and whose games were checked. The code of conduct keeps the time it was first
 * accepted, and cannot be taken back once the profile has been handed in.
 */
export async function saveProfile(tx: Tx, coachId: string, edit: ProfileEdit, now: Date): Promise<void> {
  const accepted = edit.codeOfConductAccepted
  await tx`
    update coaches set
      headline = ${edit.headline.trim()},
      bio = ${edit.bio.trim()},
      languages = ${[...new Set(edit.languages)]},
      rank_proof = ${edit.rankProof === undefined ? tx.part`rank_proof` : edit.rankProof},
      code_of_conduct_accepted_at = case
        when ${accepted ?? null}::boolean then coalesce(code_of_conduct_accepted_at, ${now})
        when not ${accepted ?? null}::boolean and status in ('draft', 'rejected') then null
        else code_of_conduct_accepted_at end,
      revision = revision + 1
    where id = ${coachId}`
  await tx`delete from coach_games where coach_id = ${coachId}`
  for (const [position, game] of edit.games.entries()) {
    await tx`
      insert into coach_games (coach_id, game_id, role_ids, rank_id, rank_index, position)
      values (${coachId}, ${game.gameId}, ${[...new Set(game.roleIds)]}, ${game.rankId}, ${rankIndexOf(game)}, ${position})`
  }
}

/** Hands a locked draft or rejected profile in. */
export async function markSubmitted(tx: Tx, coachId: string, now: Date): Promise<void> {
  await tx`
    update coaches set status = 'submitted', rejection_reason = null, submitted_at = ${now}, revision = revision + 1
    where id = ${coachId}`
}

/** Makes a locked profile public. */
export async function markApproved(tx: Tx, coachId: string, now: Date): Promise<void> {
  await tx`update coaches set status = 'approved', approved_at = ${now}, revision = revision + 1 where id = ${coachId}`
}

/** Sends a locked profile back. */
export async function markRejected(tx: Tx, coachId: string, reason: string): Promise<void> {
  await tx`
    update coaches set status = 'rejected', rejection_reason = ${reason}, revision = revision + 1 where id = ${coachId}`
}
