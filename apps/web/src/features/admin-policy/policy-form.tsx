import { getPolicy, listPolicies, type Policy, savePolicy } from '@ecc/contracts/policies'
import { changedMeanwhile } from '@ecc/contracts/problems'
import { Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { invalidate, useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useTimes } from '../../lib/viewer.ts'
import { Panel } from '../../ui/panel.tsx'
import { FormError } from '../../ui/states.tsx'
import { useWords, WordsField } from '../../ui/words-field.tsx'
import {
  changesBetween,
  draftOf,
  fieldsIn,
  type PolicyDraft,
  type PolicyField,
  policyGroups,
  valuesOf,
  wrongFields,
} from './policy-fields.ts'
import { usePolicyPageText } from './text.ts'

const groups = Object.keys(policyGroups) as (keyof typeof policyGroups)[]

/** The rules in force as a form; saving puts a new version in force, on top of the one that is shown. */
export function PolicyForm({ current }: { current: Policy }) {
  const t = usePolicyPageText()
  const times = useTimes()
  const queryClient = useQueryClient()
  const [draft, setDraft] = useState<PolicyDraft>(() => draftOf(current.values))
  const note = useWords(savePolicy.body.properties.note)
  const [tried, setTried] = useState(false)
  const save = useApiMutation(savePolicy, {
    invalidates: [listPolicies, getPolicy],
    onSuccess: ({ version }) => notifications.show({ message: t('saved', { version }) }),
    onError: (error) => {
      if (!changedMeanwhile.is(error)) return
      notifications.show({ message: t('stale'), color: 'red' })
      void invalidate(queryClient, [listPolicies])
    },
  })
  const wrong = wrongFields(draft)
  const unchanged = wrong.size === 0 && changesBetween(current.values, valuesOf(draft)).length === 0
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    setTried(true)
    const why = note.take()
    if (wrong.size > 0 || unchanged || why === null) return
    save.mutate({ body: { basedOn: current.version, values: valuesOf(draft), note: why } })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <Text c="dimmed">{t('current', { version: current.version, when: times.date(current.createdAt) })}</Text>
        {groups.map((group) => (
          <Panel key={group} title={t(`group_${group}`)}>
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" style={{ alignItems: 'end' }}>
              {fieldsIn(group).map((field) => (
                <NumberField
                  key={field.path}
                  field={field}
                  value={draft[field.path] ?? ''}
                  wrong={wrong.has(field.path)}
                  onChange={(value) => setDraft({ ...draft, [field.path]: value })}
                />
              ))}
            </SimpleGrid>
          </Panel>
        ))}
        <WordsField words={note} needed={t('needNote')} label={t('note')} description={t('noteHint')} />
        <FormError
          message={(save.error ? messageOf(save.error) : null) ?? (tried && unchanged ? t('unchanged') : null)}
        />
        <Group>
          <Button type="submit" loading={save.isPending}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function NumberField(props: { field: PolicyField; value: string; wrong: boolean; onChange: (value: string) => void }) {
  const t = usePolicyPageText()
  const { path, description, bounds } = props.field
  const preset = (['flexible', 'standard', 'strict'] as const).find((name) => path.startsWith(`${name}.`))
  const error = bounds === 'days' ? t('daysWrong') : t('numberWrong', bounds)
  return (
    <TextInput
      label={preset === undefined ? description : `${t(preset)}: ${description}`}
      description={bounds === 'days' ? t('daysHint') : undefined}
      inputMode="numeric"
      value={props.value}
      error={props.wrong ? error : null}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  )
}
