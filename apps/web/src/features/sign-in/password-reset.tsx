import { forgotPassword, linkRejected, passwordTooCommon, resetPassword } from '@ecc/contracts/auth'
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconCircleCheck, IconLinkOff, IconMailForward } from '@tabler/icons-react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { LinkButton, TextLink } from '../../ui/link.tsx'
import { EmptyState, FormError } from '../../ui/states.tsx'
import { focusFirst, looksLikeEmail } from './fields.ts'
import { useSignInText } from './text.ts'

/** Asks for the link. The answer is the same whether or not there is such an account. */
export function ForgotPasswordForm() {
  const t = useSignInText()
  const ask = useApiMutation(forgotPassword)
  const form = useForm({
    initialValues: { email: '' },
    validate: { email: (value) => (looksLikeEmail(value) ? null : t('needEmail')) },
  })
  if (ask.isSuccess) {
    return (
      <EmptyState
        icon={<IconMailForward size={28} stroke={1.6} />}
        title={t('linkSent')}
        action={<TextLink to="/login">{t('backToLogIn')}</TextLink>}
      >
        {t('linkSentBody', { email: form.values.email })}
      </EmptyState>
    )
  }
  const submit = form.onSubmit(
    ({ email }) => ask.mutate({ body: { email: email.trim() } }),
    (errors) => focusFirst(form, errors),
  )
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput label={t('email')} type="email" autoComplete="email" {...form.getInputProps('email')} />
        <FormError message={ask.error ? messageOf(ask.error) : null} />
        <Button type="submit" size="md" loading={ask.isPending}>
          {t('sendLink')}
        </Button>
        <TextLink to="/login" size="sm" ta="center">
          {t('backToLogIn')}
        </TextLink>
      </Stack>
    </form>
  )
}

/** Sets a new password with the token of the mail. */
export function ResetPasswordForm({ token }: { token: string | undefined }) {
  const t = useSignInText()
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: (value) => (value.length >= 10 ? null : t('needPassword')) },
  })
  const reset = useApiMutation(resetPassword, {
    onError: (error) => {
      if (passwordTooCommon.is(error)) form.setFieldError('password', messageOf(error))
    },
  })
  if (token === undefined || token.length < 20 || linkRejected.is(reset.error)) return <BadLink />
  if (reset.isSuccess) {
    return (
      <EmptyState
        icon={<IconCircleCheck size={28} stroke={1.6} />}
        title={t('resetDone')}
        action={<LinkButton to="/login">{t('logIn')}</LinkButton>}
      >
        {t('resetDoneBody')}
      </EmptyState>
    )
  }
  const submit = form.onSubmit(
    ({ password }) => reset.mutate({ body: { token, password } }),
    (errors) => focusFirst(form, errors),
  )
  const known = passwordTooCommon.is(reset.error)
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <PasswordInput
          label={t('newPassword')}
          description={t('passwordHint')}
          autoComplete="new-password"
          maxLength={128}
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          {...form.getInputProps('password')}
        />
        <FormError message={reset.error && !known ? messageOf(reset.error) : null} />
        <Button type="submit" size="md" loading={reset.isPending}>
          {t('setPassword')}
        </Button>
      </Stack>
    </form>
  )
}

function BadLink() {
  const t = useSignInText()
  return (
    <EmptyState
      icon={<IconLinkOff size={28} stroke={1.6} />}
      title={t('badLink')}
      action={<LinkButton to="/forgot-password">{t('newLink')}</LinkButton>}
    >
      {t('badLinkBody')}
    </EmptyState>
  )
}
