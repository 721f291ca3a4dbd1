import { getOnboarding, getOwnCoachProfile, type Onboarding, submitCoachProfile } from '@ecc/contracts/coaches'
import { Alert, Button, Group, RingProgress, Stack, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { queryKeyOf, useApiMutation, useApiQuery } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { LinkButton } from '../../ui/link.tsx'
import { FormError } from '../../ui/states.tsx'
import classes from './coach-onboarding.module.css'
import { useOnboardingText } from './text.ts'

/** The ring with what is left, and what can be done about it now: hand in, wait, mend, or look at the public page. */
export function OnboardingState({ onboarding }: { onboarding: Onboarding }) {
  const t = useOnboardingText()
  const queryClient = useQueryClient()
  const { status, done, total, canSubmit } = onboarding
  const profile = useApiQuery(getOwnCoachProfile, {})
  const submit = useApiMutation(submitCoachProfile, {
    invalidates: [getOwnCoachProfile],
    onSuccess: (reply) => {
      queryClient.setQueryData(queryKeyOf(getOnboarding, {}), reply)
      notifications.show({ message: t('handedIn') })
    },
    onError: () => void queryClient.invalidateQueries({ queryKey: queryKeyOf(getOnboarding) }),
  })
  const words = wordsOf(onboarding)
  return (
    <section className={classes.state} data-accent={canSubmit || status === 'approved'} aria-labelledby="progress">
      <RingProgress
        size={108}
        thickness={9}
        roundCaps
        rootColor="var(--surface-hover)"
        sections={[{ value: (done / total) * 100, color: 'var(--accent-text)' }]}
        label={
          <Text ta="center" fw={720} className="figures">
            {done}/{total}
          </Text>
        }
        role="img"
        aria-label={t('progress', { done, total })}
      />
      <Stack gap="sm" flex={1} miw={220}>
        <div>
          <Title order={2} fz="h3" id="progress">
            {t(words.title, { count: total - done })}
          </Title>
          <Text c="dimmed" mt={4}>
            {t(words.body)}
          </Text>
        </div>
        {status === 'rejected' && profile.data?.rejectionReason ? (
          <Alert color="red" variant="light">
            {profile.data.rejectionReason}
          </Alert>
        ) : null}
        <FormError message={submit.error ? messageOf(submit.error) : null} />
        {status === 'draft' || status === 'rejected' ? (
          <Group>
            <Button disabled={!canSubmit} loading={submit.isPending} onClick={() => submit.mutate({ body: {} })}>
              {t('handIn')}
            </Button>
          </Group>
        ) : null}
        {status === 'approved' && profile.data ? (
          <Group>
            <LinkButton to="/coach">{t('toDesk')}</LinkButton>
            <LinkButton to="/coaches/$id" params={{ id: profile.data.id }} variant="default">
              {t('seePublic')}
            </LinkButton>
          </Group>
        ) : null}
      </Stack>
    </section>
  )
}

function wordsOf({ status, canSubmit }: Onboarding) {
  if (status === 'submitted') return { title: 'submitted', body: 'submittedBody' } as const
  if (status === 'approved') return { title: 'approved', body: 'approvedBody' } as const
  if (status === 'rejected') return { title: 'rejected', body: 'rejectedBody' } as const
  return canSubmit ? ({ title: 'ready', body: 'readyBody' } as const) : ({ title: 'left', body: 'leftBody' } as const)
}
