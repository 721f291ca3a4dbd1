import type { OwnCoachProfile } from '@ecc/contracts/coaches'
import { expect, test } from 'vitest'
import { bodyOf, draftOf, faultsOf, samePart } from './profile-draft.ts'

const profile: OwnCoachProfile = {
  id: 'a',
  status: 'draft',
  rejectionReason: null,
  headline: 'Fixes aim',
  bio: 'Ten years of it',
  games: [{ gameId: 'valorant', roleIds: ['duelist'], rankId: 'radiant' }],
  languages: ['en'],
  rankProof: null,
  codeOfConductAcceptedAt: null,
  revision: 3,
}
const gameOf = () => ({ roles: [{ id: 'duelist', name: 'Duelist' }] })

test('a part is saved with the other parts as they stand on the server', () => {
  const latest = { ...draftOf(profile), bio: 'Written elsewhere' }
  const draft = { ...draftOf(profile), games: [], languages: ['de'] }
  expect(bodyOf(draft, latest, ['games'])).toMatchObject({ bio: 'Written elsewhere', games: [], languages: ['de'] })
})

test('a change elsewhere counts only for the form that shows it', () => {
  const changed = { ...draftOf(profile), bio: 'Written elsewhere' }
  expect(samePart(changed, draftOf(profile), ['games'])).toBe(true)
  expect(samePart(changed, draftOf(profile), ['words'])).toBe(false)
})

test('an empty rank proof is sent as none', () => {
  expect(bodyOf({ ...draftOf(profile), rankProof: '  ' }, draftOf(profile), ['rankProof']).rankProof).toBeNull()
})

test('names the roles and the rank that a game lacks', () => {
  const draft = { ...draftOf(profile), games: [{ gameId: 'valorant', roleIds: [], rankId: '' }] }
  expect(faultsOf(draft, ['games'], gameOf, false)).toEqual({
    'games.0.rankId': 'needRank',
    'games.0.roleIds': 'needRoles',
  })
})

test('takes only a web address as a rank proof', () => {
  const draft = { ...draftOf(profile), rankProof: 'javascript:alert(1)' }
  expect(faultsOf(draft, ['rankProof'], gameOf, true)).toEqual({ rankProof: 'badProof' })
})
