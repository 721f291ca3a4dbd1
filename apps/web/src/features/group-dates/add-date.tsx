import type { Offer } from '@ecc/contracts/coaches'
import { addGroupDate, listGroupDates } from '@ecc/contracts/group-dates'
import { Button, Group, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useRef, useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { instantOf } from '../../lib/calendar.ts'
import { messageOf } from '../../lib/message.ts'
import { useTimes } from '../../lib/viewer.ts'
import { Panel } from '../../ui/panel.tsx'
import { FormError } from '../../ui/states.tsx'
import { useGroupDatesText } from './text.ts'

/** Setting a date, on the coach's own clock. */
export function AddDate({ offer }: { offer: Offer }) {
  const t = useGroupDatesText()
  const times = useTimes()
  const input = useRef<HTMLInputElement>(null)
  const [reading, setReading] = useState('')
  const [missing, setMissing] = useState(false)
  const add = useApiMutation(addGroupDate, {
    invalidates: [listGroupDates],
    onSuccess: () => {
      setReading('')
      notifications.show({ message: t('added') })
    },
  })
  const submit = (event: { preventDefault: () => void }) => {
    event.preventDefault()
    const startsAt = instantOf(reading, times.zone)
    setMissing(startsAt === null)
    if (startsAt === null) input.current?.focus()
    else add.mutate({ params: { id: offer.id }, body: { startsAt } })
  }
  return (
    <Panel title={t('add')} lead={offer.active ? t('addLead') : t('offSale')}>
      <form onSubmit={submit} noValidate>
        <Group align="flex-end">
          <TextInput
            ref={input}
            type="datetime-local"
            step={300}
            label={t('when')}
            description={times.zoneName()}
            error={missing ? t('needWhen') : null}
            value={reading}
            disabled={!offer.active}
            onChange={(event) => setReading(event.currentTarget.value)}
          />
          <Button type="submit" loading={add.isPending} disabled={!offer.active}>
            {t('addDo')}
          </Button>
        </Group>
        <FormError message={add.error ? messageOf(add.error) : null} />
      </form>
    </Panel>
  )
}
