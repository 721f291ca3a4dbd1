import { resendConfirmation } from '@ecc/contracts/auth'
import { getOnboarding } from '@ecc/contracts/coaches'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { LinkButton } from '../../ui/link.tsx'
import { FormError } from '../../ui/states.tsx'
import { useOnboardingText } from './text.ts'

/** Confirming the address happens in the inbox; here the mail can be asked for again. */
export function EmailStep({ email, done }: { email: string; done: boolean }) {
  const t = useOnboardingText()
  const resend = useApiMutation(resendConfirmation, { invalidates: [getOnboarding] })
  if (done) return <Text c="dimmed">{t('emailDone', { email })}</Text>
  return (
    <Stack gap="md" align="flex-start">
      <Text>{t('emailOpen', { email })}</Text>
      <FormError message={resend.error ? messageOf(resend.error) : null} />
      <Group role="status">
        {resend.isSuccess ? (
          <Text fw={560}>{t('resent')}</Text>
        ) : (
          <Button variant="default" loading={resend.isPending} onClick={() => resend.mutate({})}>
            {t('resend')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}

/** The birth date is kept in the settings. */
export function AdultStep({ done }: { done: boolean }) {
  const t = useOnboardingText()
  if (done) return <Text c="dimmed">{t('adultDone')}</Text>
  return (
    <LinkButton to="/settings" variant="default">
      {t('toSettings')}
    </LinkButton>
  )
}
