import { getMe, type Preferences, type UserProfile, updateMe } from '@ecc/contracts/users'
import { Input, SegmentedControl, Stack, Switch } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import { queryKeyOf, useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useTheme } from '../../lib/theme.ts'
import { FormError } from '../../ui/states.tsx'
import { useSettingsText } from './text.ts'

/** Saves one preference at a time, shown at once and taken back when it fails. */
function usePreferences(me: UserProfile) {
  const queryClient = useQueryClient()
  const save = useApiMutation(updateMe, {
    onSuccess: (reply) => queryClient.setQueryData(queryKeyOf(getMe, {}), reply),
  })
  const pending = save.isPending ? save.variables.body?.preferences : undefined
  return {
    preferences: { ...me.preferences, ...pending },
    set: (change: Partial<Preferences>) => save.mutate({ body: { preferences: change } }),
    problem: save.error ? messageOf(save.error) : null,
  }
}

/** Which mail is wanted. */
export function MailPreferences({ me }: { me: UserProfile }) {
  const t = useSettingsText()
  const { preferences, set, problem } = usePreferences(me)
  return (
    <Stack gap="md">
      <Switch
        label={t('emailReminders')}
        description={t('emailRemindersHint')}
        checked={preferences.emailReminders}
        onChange={(event) => set({ emailReminders: event.currentTarget.checked })}
      />
      <Switch
        label={t('emailUpdates')}
        description={t('emailUpdatesHint')}
        checked={preferences.emailUpdates}
        onChange={(event) => set({ emailUpdates: event.currentTarget.checked })}
      />
      <FormError message={problem} />
    </Stack>
  )
}

/** Dark, light, or as the system has it: applied here at once, and kept for other devices. */
export function ThemeField() {
  const t = useSettingsText()
  const id = useId()
  const { theme, choose, error } = useTheme()
  return (
    <Stack gap={6} align="flex-start">
      <Input.Label component="span" id={id} size="md">
        {t('theme')}
      </Input.Label>
      <SegmentedControl
        aria-labelledby={id}
        value={theme}
        onChange={(chosen) => choose(chosen as typeof theme)}
        data={[
          { value: 'system', label: t('themeSystem') },
          { value: 'dark', label: t('themeDark') },
          { value: 'light', label: t('themeLight') },
        ]}
      />
      <FormError message={error ? messageOf(error) : null} />
    </Stack>
  )
}
