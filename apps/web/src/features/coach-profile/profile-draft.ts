/** A coach's own page while it is being edited: which fields a form shows, whether they changed, what is wrong. */
import { type CoachGame, type Game, type OwnCoachProfile, saveCoachProfile } from '@ecc/contracts/coaches'
import { limitOf } from '../../lib/field-limits.ts'

/** What a form may show: each part is saved with the rest as it stands. */
export type Part = 'words' | 'games' | 'rankProof'
export const allParts: readonly Part[] = ['words', 'games', 'rankProof']

export interface ProfileDraft {
  headline: string
  bio: string
  games: CoachGame[]
  languages: string[]
  rankProof: string
}

const fieldsOf: Record<Part, readonly (keyof ProfileDraft)[]> = {
  words: ['headline', 'bio'],
  games: ['games', 'languages'],
  rankProof: ['rankProof'],
}

const limits = saveCoachProfile.body.properties
export const maxHeadline = limitOf(limits.headline, 'maxLength')
export const maxBio = limitOf(limits.bio, 'maxLength')
export const maxGames = limitOf(limits.games, 'maxItems')
export const maxLanguages = limitOf(limits.languages, 'maxItems')

/** The editable fields of a profile as it was read. */
export function draftOf({ headline, bio, games, languages, rankProof }: OwnCoachProfile): ProfileDraft {
  return { headline, bio, games, languages, rankProof: rankProof ?? '' }
}

/** Whether two drafts agree in the fields of these parts. */
export function samePart(one: ProfileDraft, other: ProfileDraft, parts: readonly Part[]): boolean {
  const shown = (draft: ProfileDraft) =>
    JSON.stringify(parts.flatMap((part) => fieldsOf[part].map((field) => draft[field])))
  return shown(one) === shown(other)
}

/** `latest` with the fields of these parts as they were edited, ready to be sent. */
export function bodyOf(draft: ProfileDraft, latest: ProfileDraft, parts: readonly Part[]) {
  const edited = parts.flatMap((part) => fieldsOf[part].map((field) => [field, draft[field]]))
  const { rankProof, headline, bio, ...rest } = { ...latest, ...Object.fromEntries(edited) } as ProfileDraft
  return {
    ...rest,
    headline: headline.trim(),
    bio: bio.trim(),
    rankProof: rankProof.trim() === '' ? null : rankProof.trim(),
  }
}

export type ProfileFault =
  | 'needHeadline'
  | 'needBio'
  | 'needGame'
  | 'needLanguage'
  | 'needRoles'
  | 'needRank'
  | 'badProof'
  | 'needProof'

/** What keeps these parts from being whole, by field; a game's faults under `games.<index>`. */
export function faultsOf(
  draft: ProfileDraft,
  parts: readonly Part[],
  gameOf: (id: string) => Pick<Game, 'roles'> | undefined,
  proofRequired: boolean,
): Record<string, ProfileFault> {
  const found: Record<string, ProfileFault> = {}
  if (parts.includes('words')) {
    if (draft.headline.trim() === '') found.headline = 'needHeadline'
    if (draft.bio.trim() === '') found.bio = 'needBio'
  }
  if (parts.includes('games')) {
    if (draft.games.length === 0) found.games = 'needGame'
    for (const [index, { gameId, rankId, roleIds }] of draft.games.entries()) {
      const hasRoles = (gameOf(gameId)?.roles.length ?? 0) > 0
      if (rankId === '') found[`games.${index}.rankId`] = 'needRank'
      if (hasRoles && roleIds.length === 0) found[`games.${index}.roleIds`] = 'needRoles'
    }
    if (draft.languages.length === 0) found.languages = 'needLanguage'
  }
  if (parts.includes('rankProof')) {
    const proof = draft.rankProof.trim()
    if (proof === '' && proofRequired) found.rankProof = 'needProof'
    if (proof !== '' && !isWebAddress(proof)) found.rankProof = 'badProof'
  }
  return found
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}
