import { getOnboarding } from '@ecc/contracts/coaches'
import { getPayoutAccount, openPayoutAccount } from '@ecc/contracts/payments'
import { Button, Group, Stack, Text } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { invalidate, useApiMutation, useApiQuery } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { FormError, LoadingLines } from '../../ui/states.tsx'
import { Tag } from '../../ui/tag.tsx'
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
      {({ state: current }) => (
        <Stack gap="sm" align="flex-start">
          <Group gap="sm">
            <Tag tone={tones[current]}>{t(`account_${current}`)}</Tag>
            <Text size="sm" c="dimmed">
              {t(`account_${current}_text`)}
            </Text>
          </Group>
          <FormError message={open.error ? messageOf(open.error) : null} />
          <Button
            variant={current === 'active' ? 'default' : 'filled'}
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
