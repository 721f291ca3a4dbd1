import { getOnboarding } from '@ecc/contracts/coaches'
import { getPayoutAccount, openPayoutAccount } from '@ecc/contracts/payments'
import { Button, Group, Stack, Text } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { invalidate, useApiMutation, useApiQuery } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useTimes } from '../../lib/viewer.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { FormError, LoadingLines } from '../../ui/states.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from './coach-earnings.module.css'
import { useEarningsText } from './text.ts'

const tones = { none: 'plain', pending: 'warn', active: 'good', restricted: 'bad' } as const

/**
 * The state of the account at the payment provider, with the way to its set-up page, which comes back to `returnPath`.
 * Asking for the state on return is what tells the server that it is done.
 */
export function PayoutAccount({ returnPath }: { returnPath: string }) {
  const t = useEarningsText()
  const queryClient = useQueryClient()
  const account = useApiQuery(getPayoutAccount, {}, { staleTime: 0 })
  const [leaving, setLeaving] = useState(false)
  const open = useApiMutation(openPayoutAccount, {
    onSuccess: ({ onboardingUrl }) => {
      if (onboardingUrl === null) return void account.refetch()
      setLeaving(true)
      location.assign(onboardingUrl)
    },
  })
  const state = account.data?.state
  useEffect(() => {
    if (state === 'active') void invalidate(queryClient, [getOnboarding])
  }, [state, queryClient])
  return (
    <Loaded query={account} skeleton={<LoadingLines count={1} heightPx={64} />}>
      {({ state: current, payoutsEnabled, requirements, requirementsDueAt }) => (
        <Stack gap="sm" align="flex-start">
          {current === 'active' && !payoutsEnabled ? (
            <Stack gap="xs" align="flex-start" role="alert">
              <Tag tone="bad">{t('account_stopped')}</Tag>
              <Text size="sm">{t('payoutsStopped')}</Text>
            </Stack>
          ) : (
            <Group gap="sm">
              <Tag tone={tones[current]}>{t(`account_${current}`)}</Tag>
              <Text size="sm" c="dimmed">
                {t(`account_${current}_text`)}
              </Text>
            </Group>
          )}
          {current === 'none' || current === 'pending' ? null : (
            <Requirements requirements={requirements} dueAt={requirementsDueAt} />
          )}
          <FormError message={open.error ? messageOf(open.error) : null} />
          <Button
            variant={current === 'active' && requirements.length === 0 ? 'default' : 'filled'}
            loading={open.isPending || leaving}
            rightSection={<IconExternalLink size={17} aria-hidden />}
            onClick={() => open.mutate({ body: { returnUrl: location.origin + returnPath } })}
          >
            {t(current === 'none' ? 'setUpAccount' : current === 'active' ? 'changeAccount' : 'goOnAccount')}
          </Button>
        </Stack>
      )}
    </Loaded>
  )
}

/** What the provider asks for, in plain words, and until when. */
function Requirements({ requirements, dueAt }: { requirements: string[]; dueAt: string | null }) {
  const t = useEarningsText()
  const times = useTimes()
  if (requirements.length === 0) return null
  return (
    <div>
      <Text fw={600}>{t('dueTitle')}</Text>
      <ul className={classes.due}>
        {[...new Set(requirements.map(wordOf))].map((word) => (
          <li key={word}>{t(`due_${word}`)}</li>
        ))}
      </ul>
      <Text size="sm" c="dimmed">
        {dueAt === null ? t('dueNow') : t('dueUntil', { date: times.dayTime(dueAt) })}
      </Text>
    </div>
  )
}

/** By a part of the provider's name for it, such as `individual.verification.document`. */
const words = [
  ['external_account', 'bank'],
  ['document', 'document'],
  ['address', 'address'],
  ['dob', 'birth'],
  ['name', 'name'],
  ['id_number', 'tax'],
  ['tax', 'tax'],
  ['tos_acceptance', 'terms'],
] as const

function wordOf(requirement: string) {
  return words.find(([part]) => requirement.includes(part))?.[1] ?? 'more'
}
