import { becomeCoach, tooYoung } from '@ecc/contracts/auth'
import { Button, List, Stack, ThemeIcon } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { signInWith } from '../../lib/session.ts'
import { Panel } from '../../ui/panel.tsx'
import { FormError } from '../../ui/states.tsx'
import { useOnboardingText } from './text.ts'

/** Adds the coach role to the account at hand. */
export function BecomeCoach({ onDone, quiet = false }: { onDone?: () => void; quiet?: boolean }) {
  const t = useOnboardingText()
  const become = useApiMutation(becomeCoach, {
    onSuccess: (reply) => {
      signInWith(reply)
      onDone?.()
    },
  })
  const reason = tooYoung.is(become.error) ? (become.error.detail ?? t('tooYoung')) : null
  return (
    <Panel title={t('becomeTitle')} lead={t('becomeLead')} tone={quiet ? 'plain' : 'accent'}>
      <Stack gap="lg" align="flex-start">
        <List
          spacing="xs"
          icon={
            <ThemeIcon size={22} radius="xl" variant="light" aria-hidden>
              <IconCheck size={14} />
            </ThemeIcon>
          }
        >
          <List.Item>{t('become1')}</List.Item>
          <List.Item>{t('become2')}</List.Item>
          <List.Item>{t('become3')}</List.Item>
        </List>
        <FormError message={reason ?? (become.error ? messageOf(become.error) : null)} />
        <Button
          size={quiet ? 'sm' : 'md'}
          variant={quiet ? 'default' : 'filled'}
          loading={become.isPending}
          onClick={() => become.mutate({ body: {} })}
        >
          {t('become')}
        </Button>
      </Stack>
    </Panel>
  )
}
