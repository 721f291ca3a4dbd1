import { passwordTooCommon, register, tooYoung } from '@ecc/contracts/auth'
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { signInWith } from '../../lib/session.ts'
import { browserZone } from '../../lib/time.ts'
import { DatePartsField, noDate, toIsoDate } from '../../ui/date-parts-field.tsx'
import { FormError } from '../../ui/states.tsx'
import { focusFirst, looksLikeEmail } from './fields.ts'
import { useSignInText } from './text.ts'
import { ZoneField } from './zone-field.tsx'

export interface SignUpFormProps {
  /** A coach's account is made for players too; the minimum age differs. */
  role?: 'player' | 'coach'
  submitLabel?: string
  onDone?: () => void
}

/** Creates an account and signs in with it. */
export function SignUpForm({ role = 'player', submitLabel, onDone }: SignUpFormProps) {
  const t = useSignInText()
  const form = useForm({
    initialValues: { displayName: '', email: '', password: '', birthDate: noDate, timeZone: browserZone() },
    validate: {
      displayName: (value) => (/^\S.{0,48}\S$/.test(value.trim()) ? null : t('needName')),
      email: (value) => (looksLikeEmail(value) ? null : t('needEmail')),
      password: (value) => (value.length >= 10 ? null : t('needPassword')),
      birthDate: (value) => (toIsoDate(value) ? null : t('needBirthDate')),
    },
  })
  const signUp = useApiMutation(register, {
    onSuccess: (reply) => {
      signInWith(reply)
      onDone?.()
    },
    onError: (error) => {
      if (tooYoung.is(error)) form.setFieldError('birthDate', t(role === 'coach' ? 'tooYoungCoach' : 'tooYoung'))
      if (passwordTooCommon.is(error)) form.setFieldError('password', messageOf(error))
    },
  })
  const submit = form.onSubmit(
    ({ displayName, email, birthDate, ...rest }) =>
      signUp.mutate({
        body: {
          ...rest,
          displayName: displayName.trim(),
          email: email.trim(),
          birthDate: toIsoDate(birthDate) ?? '',
          locale: localeOfBrowser(),
          role,
        },
      }),
    (errors) => focusFirst(form, errors),
  )
  const known = tooYoung.is(signUp.error) || passwordTooCommon.is(signUp.error)
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={t('displayName')}
          autoComplete="nickname"
          maxLength={50}
          {...form.getInputProps('displayName')}
        />
        <TextInput label={t('email')} type="email" autoComplete="email" {...form.getInputProps('email')} />
        <PasswordInput
          label={t('password')}
          description={t('passwordHint')}
          autoComplete="new-password"
          maxLength={128}
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          {...form.getInputProps('password')}
        />
        <DatePartsField
          legend={t('birthDate')}
          description={t(role === 'coach' ? 'birthDateHintCoach' : 'birthDateHint')}
          autoCompletePrefix="bday"
          value={form.values.birthDate}
          onChange={(value) => form.setFieldValue('birthDate', value)}
          error={form.errors.birthDate as string | undefined}
        />
        <ZoneField value={form.values.timeZone} onChange={(zone) => form.setFieldValue('timeZone', zone)} />
        <FormError message={signUp.error && !known ? messageOf(signUp.error) : null} />
        <Button type="submit" size="md" loading={signUp.isPending}>
          {submitLabel ?? t('signUp')}
        </Button>
      </Stack>
    </form>
  )
}

/** The browser's language as the contract takes it: without extensions such as `-u-hc-h23`. */
function localeOfBrowser(): string {
  const { language, region } = new Intl.Locale(navigator.language)
  return region ? `${language}-${region}` : language
}
