import { Stack, Text, Textarea, TextInput } from '@mantine/core'
import { maxBio, maxHeadline } from './profile-draft.ts'
import { useCoachProfileText } from './text.ts'
import type { useProfileForm } from './use-profile-form.ts'

type Form = ReturnType<typeof useProfileForm>

/** Headline and bio, each with its counter. */
export function WordsFields({ form }: { form: Form }) {
  const t = useCoachProfileText()
  const { draft, set, faultOf } = form
  return (
    <Stack gap="md">
      <TextInput
        label={t('headline')}
        description={<Hint text={t('headlineHint')} used={draft.headline.length} max={maxHeadline} />}
        value={draft.headline}
        maxLength={maxHeadline}
        error={faultOf('headline')}
        onChange={(event) => set({ headline: event.currentTarget.value })}
      />
      <Textarea
        label={t('bio')}
        description={<Hint text={t('bioHint')} used={draft.bio.length} max={maxBio} />}
        value={draft.bio}
        maxLength={maxBio}
        autosize
        minRows={5}
        maxRows={16}
        error={faultOf('bio')}
        onChange={(event) => set({ bio: event.currentTarget.value })}
      />
    </Stack>
  )
}

/** The address of the rank proof. */
export function ProofField({ form }: { form: Form }) {
  const t = useCoachProfileText()
  return (
    <TextInput
      label={t('rankProof')}
      description={t('rankProofHint')}
      type="url"
      inputMode="url"
      autoComplete="off"
      placeholder="https://"
      maxLength={500}
      value={form.draft.rankProof}
      error={form.faultOf('rankProof')}
      onChange={(event) => form.set({ rankProof: event.currentTarget.value })}
    />
  )
}

function Hint({ text, used, max }: { text: string; used: number; max: number }) {
  const t = useCoachProfileText()
  return (
    <Text span size="sm" display="flex" style={{ justifyContent: 'space-between', gap: 12 }}>
      <span>{text}</span>
      <span className="figures" style={{ whiteSpace: 'nowrap' }}>
        {t('counter', { used, max })}
      </span>
    </Text>
  )
}
