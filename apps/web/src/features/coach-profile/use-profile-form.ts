import { getOnboarding, getOwnCoachProfile, type OwnCoachProfile, saveCoachProfile } from '@ecc/contracts/coaches'
import { changedMeanwhile } from '@ecc/contracts/problems'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { queryKeyOf, useApiMutation } from '../../lib/api.ts'
import { useCatalogue } from '../../lib/catalogue.ts'
import { messageOf } from '../../lib/message.ts'
import { bodyOf, draftOf, faultsOf, type Part, type ProfileDraft, samePart } from './profile-draft.ts'
import { useCoachProfileText } from './text.ts'

/**
 * The state of a form over some parts of the profile. What is changed elsewhere in other parts is taken over; a change
 * in the same parts is a conflict once this form is saved.
 */
export function useProfileForm(profile: OwnCoachProfile, parts: readonly Part[]) {
  const t = useCoachProfileText()
  const queryClient = useQueryClient()
  const { game } = useCatalogue()
  const [base, setBase] = useState(profile)
  const [draft, setDraft] = useState(() => draftOf(profile))
  const [tried, setTried] = useState(false)
  const changed = !samePart(draft, draftOf(base), parts)
  const takeOver = (latest: OwnCoachProfile) => {
    setBase(latest)
    setDraft(draftOf(latest))
    setTried(false)
  }
  useEffect(() => {
    if (profile.revision !== base.revision && !changed) takeOver(profile)
  })

  const save = useApiMutation(saveCoachProfile, {
    invalidates: [getOnboarding],
    onSuccess: (reply) => {
      queryClient.setQueryData(queryKeyOf(getOwnCoachProfile, {}), reply)
      takeOver(reply)
      notifications.show({ message: t('saved') })
    },
  })
  const isWhole = profile.status === 'approved' || parts.length === 1
  const all = faultsOf(draft, parts, game, parts.length === 1)
  const faults = isWhole ? all : Object.fromEntries(Object.entries(all).filter(([, fault]) => isAlwaysWrong(fault)))
  return {
    draft,
    set: (change: Partial<ProfileDraft>) => setDraft((before) => ({ ...before, ...change })),
    faultOf: (field: string) => (tried && faults[field] ? t(faults[field]) : undefined),
    hasFaults: tried && Object.keys(faults).length > 0,
    changed,
    saving: save.isPending,
    conflict: changedMeanwhile.is(save.error),
    problem: save.error && !changedMeanwhile.is(save.error) ? messageOf(save.error) : null,
    reload: async () => {
      save.reset()
      await queryClient.refetchQueries({ queryKey: queryKeyOf(getOwnCoachProfile) })
      const latest = queryClient.getQueryData<OwnCoachProfile>(queryKeyOf(getOwnCoachProfile, {}))
      if (latest) takeOver(latest)
    },
    discard: () => takeOver(profile),
    submit: () => {
      setTried(true)
      if (Object.keys(faults).length > 0) return false
      const untouched = samePart(draftOf(profile), draftOf(base), parts)
      const ifMatch = untouched ? profile.revision : base.revision
      save.mutate({ body: bodyOf(draft, draftOf(profile), parts), ifMatch })
      return true
    },
  }
}

/** A draft may be kept with gaps, but not with a game that the server cannot take. */
function isAlwaysWrong(fault: string): boolean {
  return fault === 'needRank' || fault === 'badProof'
}
