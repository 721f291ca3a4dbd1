import { getOnboarding } from '@ecc/contracts/coaches'
import { getMe, updateMe } from '@ecc/contracts/users'
import { Button, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useTimes } from '../../lib/viewer.ts'
import { DatePartsField, noDate, toIsoDate } from '../../ui/date-parts-field.tsx'
import { FormError } from '../../ui/states.tsx'
import { useSettingsText } from './text.ts'

/** The birth date; it can be given once by those who were never asked for it. */
export function BirthDate({ birthDate }: { birthDate: string | null }) {
  const t = useSettingsText()
  const times = useTimes()
  const [parts, setParts] = useState(noDate)
  const [tried, setTried] = useState(false)
  const save = useApiMutation(updateMe, {
    invalidates: [getMe, getOnboarding],
    onSuccess: () => notifications.show({ message: t('saved') }),
  })
  if (birthDate !== null) {
    return t('birthDateFixed', { date: times.date(`${birthDate}T12:00:00Z`, 'UTC') })
  }
  const date = toIsoDate(parts)
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    setTried(true)
    if (date !== null) save.mutate({ body: { birthDate: date } })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm" align="flex-start" maw={380}>
        <DatePartsField
          legend={t('birthDate')}
          description={t('birthDateHint')}
          autoCompletePrefix="bday"
          value={parts}
          onChange={setParts}
          error={tried && date === null ? t('needBirthDate') : null}
        />
        <FormError message={save.error ? messageOf(save.error) : null} />
        <Button type="submit" variant="default" loading={save.isPending}>
          {t('save')}
        </Button>
      </Stack>
    </form>
  )
}
