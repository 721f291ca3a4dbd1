import { getOwnCoachProfile, type OwnCoachProfile } from '@ecc/contracts/coaches'
import { Button, Group, Stack } from '@mantine/core'
import { useRef } from 'react'
import { useApiQuery } from '../../lib/api.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { SaveBar } from '../../ui/save-bar.tsx'
import { SavedElsewhere } from '../../ui/saved-elsewhere.tsx'
import { FormError, LoadingLines } from '../../ui/states.tsx'
import { UnsavedChanges } from '../../ui/unsaved-changes.tsx'
import { GamesFields } from './games-fields.tsx'
import { allParts, type Part } from './profile-draft.ts'
import { useCoachProfileText } from './text.ts'
import { useProfileForm } from './use-profile-form.ts'
import { ProofField, WordsFields } from './words-fields.tsx'

/** The whole profile: all its parts under one save. */
export function ProfileEditor() {
  const profile = useApiQuery(getOwnCoachProfile, {})
  return (
    <Loaded query={profile} skeleton={<LoadingLines count={3} heightPx={220} />}>
      {(data) => <WholeForm profile={data} />}
    </Loaded>
  )
}

/** One part of the profile with its own save, for a step of the onboarding. */
export function ProfilePartForm({ part }: { part: Part }) {
  const profile = useApiQuery(getOwnCoachProfile, {})
  return (
    <Loaded query={profile} skeleton={<LoadingLines count={1} heightPx={140} />}>
      {(data) => <PartForm profile={data} part={part} />}
    </Loaded>
  )
}

function WholeForm({ profile }: { profile: OwnCoachProfile }) {
  const t = useCoachProfileText()
  const form = useProfileForm(profile, allParts)
  const frame = useRef<HTMLFormElement>(null)
  const submit = () => {
    if (!form.submit()) focusFirstFault(frame.current)
  }
  return (
    <form ref={frame} noValidate onSubmit={(event) => prevented(event, submit)}>
      <Stack gap="lg">
        <Panel title={t('about')}>
          <WordsFields form={form} />
        </Panel>
        <Panel title={t('gamesTitle')}>
          <GamesFields form={form} />
        </Panel>
        <Panel title={t('proofTitle')}>
          <ProofField form={form} />
        </Panel>
        <Outcome form={form} />
        <SaveBar
          changed={form.changed}
          busy={form.saving}
          note={form.changed ? t('unsaved') : t('allSaved')}
          saveLabel={t('saveProfile')}
          discardLabel={t('discard')}
          onSave={submit}
          onDiscard={form.discard}
        />
      </Stack>
      <UnsavedChanges when={form.changed} />
    </form>
  )
}

function PartForm(props: { profile: OwnCoachProfile; part: Part }) {
  const t = useCoachProfileText()
  const form = useProfileForm(props.profile, [props.part])
  const frame = useRef<HTMLFormElement>(null)
  const submit = () => {
    if (!form.submit()) focusFirstFault(frame.current)
  }
  return (
    <form ref={frame} noValidate onSubmit={(event) => prevented(event, submit)}>
      <Stack gap="md">
        {props.part === 'words' ? <WordsFields form={form} /> : null}
        {props.part === 'games' ? <GamesFields form={form} /> : null}
        {props.part === 'rankProof' ? <ProofField form={form} /> : null}
        <Outcome form={form} />
        <Group>
          <Button type="submit" loading={form.saving}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Outcome({ form }: { form: ReturnType<typeof useProfileForm> }) {
  const t = useCoachProfileText()
  if (form.conflict) {
    return <SavedElsewhere onReload={() => void form.reload()} />
  }
  return <FormError message={form.problem ?? (form.hasFaults ? t('mend') : null)} />
}

function prevented(event: React.SyntheticEvent, submit: () => void): void {
  event.preventDefault()
  submit()
}

/** Once the messages are on the screen, the first field that has one gets the focus. */
function focusFirstFault(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"], [data-error="true"]')?.focus())
}
