import { explainSlot, getCalendar } from '@ecc/contracts/availability'
import { getAvailability, getOnboarding, type OwnAvailability, saveAvailability } from '@ecc/contracts/coaches'
import type { BookingTime } from '@ecc/contracts/hours'
import { changedMeanwhile } from '@ecc/contracts/problems'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { queryKeyOf, useApiMutation } from '../../lib/api.ts'
import { now } from '../../lib/clock.ts'
import { messageOf } from '../../lib/message.ts'
import { dayKey } from '../../lib/time.ts'
import { bodyOf, draftOf, faultyWeek, type HoursDraft, hasFaults, sameHours } from './hours-draft.ts'
import { useHoursText } from './text.ts'

/** The hours being edited. What is saved elsewhere is taken over while nothing was changed here, else saving is a conflict. */
export function useHoursForm(saved: OwnAvailability) {
  const t = useHoursText()
  const queryClient = useQueryClient()
  const read = (hours: OwnAvailability) => draftOf(hours, dayKey(now(), hours.zone))
  const [revision, setRevision] = useState(saved.revision)
  const [base, setBase] = useState(() => read(saved))
  const [draft, setDraft] = useState(base)
  const [tried, setTried] = useState(false)
  const [outside, setOutside] = useState<BookingTime[]>([])
  const changed = !sameHours(draft, base)
  const takeOver = (hours: OwnAvailability) => {
    const fresh = read(hours)
    setRevision(hours.revision)
    setBase(fresh)
    setDraft(fresh)
    setTried(false)
  }
  useEffect(() => {
    if (saved.revision !== revision && !changed) takeOver(saved)
  })
  const save = useApiMutation(saveAvailability, {
    invalidates: [getOnboarding, getCalendar, explainSlot],
    onSuccess: ({ bookingsOutside, ...reply }) => {
      queryClient.setQueryData(queryKeyOf(getAvailability, {}), reply)
      setOutside(bookingsOutside)
      takeOver(reply)
      notifications.show({ message: t('saved', { hours: Math.round(reply.openHoursNext14Days * 10) / 10 }) })
    },
  })
  return {
    draft,
    change: (part: Partial<HoursDraft>) => setDraft((before) => ({ ...before, ...part })),
    changed,
    today: dayKey(now(), draft.zone),
    saving: save.isPending,
    /** The sessions that the hours last saved left outside. */
    outside,
    forgetOutside: () => setOutside([]),
    faultyWeek: faultyWeek(draft),
    showFaults: tried && hasFaults(draft),
    conflict: changedMeanwhile.is(save.error),
    problem: save.error && !changedMeanwhile.is(save.error) ? messageOf(save.error) : null,
    save: () => {
      setTried(true)
      if (hasFaults(draft)) return false
      save.mutate({ body: bodyOf(draft), ifMatch: revision })
      return true
    },
    discard: () => {
      save.reset()
      setDraft(base)
      setTried(false)
    },
    reload: async () => {
      save.reset()
      await queryClient.refetchQueries({ queryKey: queryKeyOf(getAvailability) })
      const latest = queryClient.getQueryData<OwnAvailability>(queryKeyOf(getAvailability, {}))
      if (latest) takeOver(latest)
    },
  }
}
