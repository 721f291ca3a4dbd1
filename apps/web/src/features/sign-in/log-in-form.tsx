import { login } from '@ecc/contracts/auth'
import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { signInWith } from '../../lib/session.ts'
import { TextLink } from '../../ui/link.tsx'
import { FormError } from '../../ui/states.tsx'
import { focusFirst, looksLikeEmail } from './fields.ts'
import { useSignInText } from './text.ts'

/** E-mail and password. `onDone` is called once signed in. */
export function LogInForm({ submitLabel, onDone }: { submitLabel?: string; onDone?: () => void }) {
  const t = useSignInText()
  const logIn = useApiMutation(login, {
    onSuccess: (reply) => {
      signInWith(reply)
      onDone?.()
    },
  })
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (looksLikeEmail(value) ? null : t('needEmail')),
      password: (value) => (value === '' ? t('needSomePassword') : null),
    },
  })
  const submit = form.onSubmit(
    ({ email, password }) => logIn.mutate({ body: { email: email.trim(), password } }),
    (errors) => focusFirst(form, errors),
  )
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput label={t('email')} type="email" autoComplete="email" {...form.getInputProps('email')} />
        <PasswordInput
          label={t('password')}
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          {...form.getInputProps('password')}
        />
        <FormError message={logIn.error ? messageOf(logIn.error) : null} />
        <Button type="submit" size="md" loading={logIn.isPending}>
          {submitLabel ?? t('logIn')}
        </Button>
        <Group justify="center">
          <TextLink to="/forgot-password" size="sm">
            {t('forgot')}
          </TextLink>
        </Group>
      </Stack>
    </form>
  )
}
