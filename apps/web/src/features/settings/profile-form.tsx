import { getMe, type UserProfile, unknownZone, updateMe } from '@ecc/contracts/users'
import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { queryKeyOf, useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { browserZone } from '../../lib/time.ts'
import { useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { FormError } from '../../ui/states.tsx'
import { UnsavedChanges } from '../../ui/unsaved-changes.tsx'
import { ZoneSelect } from '../../ui/zone-select.tsx'
import { useSettingsText } from './text.ts'

/** The Englishes of the interface; another language that a profile has is kept. */
const locales = ['en-GB', 'en-US', 'en-AU', 'en-CA', 'en-IE', 'en-IN', 'en-NZ', 'en-ZA']
const localeNames = new Intl.DisplayNames(['en'], { type: 'language' })

/** Name, zone, and how dates and times are written. */
export function ProfileForm({ me }: { me: UserProfile }) {
  const t = useSettingsText()
  const queryClient = useQueryClient()
  const form = useForm({
    initialValues: valuesOf(me),
    validate: { displayName: (value) => (/^\S.{0,48}\S$/u.test(value.trim()) ? null : t('needName')) },
  })
  const save = useApiMutation(updateMe, {
    onSuccess: (reply) => {
      queryClient.setQueryData(queryKeyOf(getMe, {}), reply)
      form.setInitialValues(valuesOf(reply))
      form.setValues(valuesOf(reply))
      notifications.show({ message: t('saved') })
    },
  })
  const submit = form.onSubmit(
    ({ displayName, timeZone, locale, hourCycle }) =>
      save.mutate({ body: { displayName: displayName.trim(), timeZone, locale, preferences: { hourCycle } } }),
    () => form.getInputNode('displayName')?.focus(),
  )
  const { timeZone, locale } = form.values
  const choices = [...new Set([locale, me.locale, ...locales])].toSorted()
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={t('displayName')}
          description={t('displayNameHint')}
          autoComplete="nickname"
          maxLength={50}
          {...form.getInputProps('displayName')}
        />
        <ZoneField value={timeZone} onChange={(zone) => form.setFieldValue('timeZone', zone)} />
        <Group grow align="flex-start" preventGrowOverflow={false}>
          <NativeSelect
            label={t('locale')}
            data={choices.map((tag) => ({ value: tag, label: localeNames.of(tag) ?? tag }))}
            {...form.getInputProps('locale')}
          />
          <NativeSelect
            label={t('hourCycle')}
            data={[
              { value: 'locale', label: t('hourLocale') },
              { value: '12h', label: t('hour12') },
              { value: '24h', label: t('hour24') },
            ]}
            {...form.getInputProps('hourCycle')}
          />
        </Group>
        <FormError message={save.error ? messageOf(save.error) : null} />
        <Group>
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty() && !unknownZone.is(save.error)}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
      <UnsavedChanges when={form.isDirty()} />
    </form>
  )
}

function valuesOf({ displayName, timeZone, locale, preferences }: UserProfile) {
  return { displayName, timeZone, locale, hourCycle: preferences.hourCycle }
}

/** The zone with its time of day, so that a wrong one is noticed; one click takes the device's. */
function ZoneField({ value, onChange }: { value: string; onChange: (zone: string) => void }) {
  const t = useSettingsText()
  const times = useTimes()
  const nowMs = useNow(10_000)
  const device = browserZone()
  const elsewhere = times.time(nowMs, device) !== times.time(nowMs, value)
  return (
    <div>
      <ZoneSelect
        label={t('zone')}
        description={t('zoneNow', { time: times.time(nowMs, value) })}
        value={value}
        onChange={onChange}
      />
      {elsewhere ? (
        <Group gap="xs" mt={6}>
          <span>{t('zoneElsewhere', { zone: times.zoneName(nowMs, device) })}</span>
          <Button variant="default" size="compact-sm" onClick={() => onChange(device)}>
            {t('useDeviceZone')}
          </Button>
        </Group>
      ) : null}
    </div>
  )
}
