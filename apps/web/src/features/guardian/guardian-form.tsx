import { type Guardian, getGuardian, nameGuardian } from '@ecc/contracts/users'
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { queryKeyOf, useApiMutation, useApiQuery } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useTimes } from '../../lib/viewer.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormError } from '../../ui/states.tsx'
import { useGuardianText } from './text.ts'

/** The guardian agrees somewhere else, perhaps while this page is open. */
const pollMs = 5_000

/** The guardian of the person signed in, as a part of the settings; nothing for adults. */
export function GuardianPanel() {
  const t = useGuardianText()
  const { data } = useApiQuery(getGuardian, {})
  if (!data?.required) return null
  return (
    <Panel title={t('panel')}>
      <GuardianForm />
    </Panel>
  )
}

/** Names the guardian, asks again, and shows when they have agreed. */
export function GuardianForm() {
  const guardian = useApiQuery(getGuardian, {}, { refetchInterval: pollMs })
  const [other, setOther] = useState(false)
  return (
    <Loaded query={guardian}>
      {(data) =>
        data.state === 'confirmed' ? (
          <Agreed guardian={data} />
        ) : data.state === 'none' || other ? (
          <NameForm onNamed={() => setOther(false)} />
        ) : (
          <Waiting guardian={data} onOther={() => setOther(true)} />
        )
      }
    </Loaded>
  )
}

function Agreed({ guardian }: { guardian: Guardian }) {
  const t = useGuardianText()
  const times = useTimes()
  return <Text>{t('confirmed', { email: guardian.email, date: times.date(guardian.confirmedAt ?? '') })}</Text>
}

function Waiting({ guardian, onOther }: { guardian: Guardian; onOther: () => void }) {
  const t = useGuardianText()
  const times = useTimes()
  const ask = useAsk()
  const email = guardian.email ?? ''
  return (
    <Stack gap="md">
      <Text role="status">{t('asked', { email, when: times.dayTime(guardian.askedAt ?? '') })}</Text>
      <FormError message={ask.error ? messageOf(ask.error) : null} />
      <Group>
        <Button variant="default" loading={ask.isPending} onClick={() => ask.mutate({ body: { email } })}>
          {t('again')}
        </Button>
        <Button variant="subtle" onClick={onOther}>
          {t('other')}
        </Button>
      </Group>
    </Stack>
  )
}

function NameForm({ onNamed }: { onNamed: () => void }) {
  const t = useGuardianText()
  const ask = useAsk(onNamed)
  const form = useForm({
    initialValues: { email: '' },
    validate: { email: (value) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : t('needEmail')) },
  })
  const submit = form.onSubmit(
    ({ email }) => ask.mutate({ body: { email: email.trim() } }),
    () => form.getInputNode('email')?.focus(),
  )
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text>{t('lead')}</Text>
        <TextInput
          type="email"
          label={t('email')}
          description={t('emailHint')}
          autoComplete="off"
          maxLength={254}
          maw={420}
          {...form.getInputProps('email')}
        />
        <FormError message={ask.error ? messageOf(ask.error) : null} />
        <Group>
          <Button type="submit" loading={ask.isPending}>
            {t('ask')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function useAsk(onAsked?: () => void) {
  const t = useGuardianText()
  const queryClient = useQueryClient()
  return useApiMutation(nameGuardian, {
    onSuccess: (reply) => {
      queryClient.setQueryData(queryKeyOf(getGuardian, {}), reply)
      notifications.show({ message: t('sent', { email: reply.email }) })
      onAsked?.()
    },
  })
}
