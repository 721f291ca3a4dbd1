import { confirmGuardianConsent, guardianLinkRejected } from '@ecc/contracts/users'
import { Button, List, Stack, Text } from '@mantine/core'
import { IconCircleCheck, IconLinkOff } from '@tabler/icons-react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { EmptyState, FormError } from '../../ui/states.tsx'
import { useGuardianText } from './text.ts'

/** Where a guardian agrees. Only a click does it, since mail programs open links by themselves. */
export function GuardianConsent({ token }: { token: string | undefined }) {
  const t = useGuardianText()
  const agree = useApiMutation(confirmGuardianConsent)
  if (token === undefined || token.length < 20 || guardianLinkRejected.is(agree.error)) {
    return (
      <EmptyState icon={<IconLinkOff size={28} stroke={1.6} />} title={t('badLink')}>
        {t('badLinkBody')}
      </EmptyState>
    )
  }
  if (agree.data) {
    return (
      <EmptyState icon={<IconCircleCheck size={28} stroke={1.6} />} title={t('agreed')}>
        {t('agreedBody', { name: agree.data.displayName })}
      </EmptyState>
    )
  }
  return (
    <Stack gap="md">
      <Text>{t('consentLead')}</Text>
      <List>
        <List.Item>{t('consentPay')}</List.Item>
        <List.Item>{t('consentHeld')}</List.Item>
        <List.Item>{t('consentRecord')}</List.Item>
      </List>
      <FormError message={agree.error ? messageOf(agree.error) : null} />
      <Button size="md" loading={agree.isPending} onClick={() => agree.mutate({ body: { token } })}>
        {t('agree')}
      </Button>
      <Text size="sm" c="dimmed">
        {t('agreeMeans')} {t('notMine')}
      </Text>
    </Stack>
  )
}
