import { getOnboarding, getOwnCoachProfile, saveCoachProfile } from '@ecc/contracts/coaches'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { queryKeyOf, useApiMutation, useApiQuery } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useTimes } from '../../lib/viewer.ts'
import { FormError } from '../../ui/states.tsx'
import classes from './coach-profile.module.css'
import { bodyOf, draftOf } from './profile-draft.ts'
import { useCoachProfileText } from './text.ts'

const rules = ['conduct1', 'conduct2', 'conduct3', 'conduct4', 'conduct5', 'conduct6'] as const

/** Opens the code of conduct to read, and to accept while it is not. */
export function CodeOfConduct() {
  const t = useCoachProfileText()
  const times = useTimes()
  const queryClient = useQueryClient()
  const [open, setOpen] = useState(false)
  const profile = useApiQuery(getOwnCoachProfile, {}).data
  const accept = useApiMutation(saveCoachProfile, {
    invalidates: [getOnboarding],
    onSuccess: (reply) => {
      queryClient.setQueryData(queryKeyOf(getOwnCoachProfile, {}), reply)
      setOpen(false)
      notifications.show({ message: t('saved') })
    },
    onError: () => void queryClient.invalidateQueries({ queryKey: queryKeyOf(getOwnCoachProfile) }),
  })
  const acceptNow = () => {
    if (!profile) return
    const body = { ...bodyOf(draftOf(profile), draftOf(profile), []), codeOfConductAccepted: true }
    accept.mutate({ body, ifMatch: profile.revision })
  }
  const acceptedAt = profile?.codeOfConductAcceptedAt ?? null
  return (
    <Group>
      <Button variant={acceptedAt === null ? 'filled' : 'default'} onClick={() => setOpen(true)}>
        {t('conductRead')}
      </Button>
      {acceptedAt === null ? null : (
        <Text size="sm" c="dimmed">
          {t('conductAccepted', { date: times.date(acceptedAt) })}
        </Text>
      )}
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t('conductTitle')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('conductClose') }}
      >
        <Stack gap="lg">
          <ol className={classes.rules}>
            {rules.map((rule) => (
              <li key={rule}>{t(rule)}</li>
            ))}
          </ol>
          <Text c="dimmed">{t('conductEnd')}</Text>
          <FormError message={accept.error ? messageOf(accept.error) : null} />
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setOpen(false)}>
              {t('conductClose')}
            </Button>
            {acceptedAt === null ? (
              <Button loading={accept.isPending} disabled={!profile} onClick={acceptNow}>
                {t('conductAccept')}
              </Button>
            ) : null}
          </Group>
        </Stack>
      </Modal>
    </Group>
  )
}
