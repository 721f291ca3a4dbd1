import { fileTypes, mostFileBytes } from '@ecc/contracts/dispute-terms'
import { addEvidence, addEvidenceFile, type Dispute, type Evidence, getDispute } from '@ecc/contracts/disputes'
import { Button, FileButton, Group, Progress, Stack, Text, TextInput } from '@mantine/core'
import { IconPaperclip } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { invalidate, useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { upload } from '../../lib/upload.ts'
import { useTimes } from '../../lib/viewer.ts'
import { Panel } from '../../ui/panel.tsx'
import { FormError } from '../../ui/states.tsx'
import { useWords, WordsField } from '../../ui/words-field.tsx'
import classes from './dispute.module.css'
import { EvidenceFile } from './evidence-file.tsx'
import { useDisputeText } from './text.ts'
import { useDraft } from './use-draft.ts'

const isLink = (link: string) => /^https:\/\/[^\s<>"]+$/.test(link)

/** The evidence of both sides, and what the viewer may add to it. */
export function EvidencePanel({ dispute }: { dispute: Dispute }) {
  const t = useDisputeText()
  return (
    <Panel title={t('evidence')} lead={t('evidenceLead')}>
      {dispute.evidence.length === 0 ? (
        <Text c="dimmed">{t('evidenceNone')}</Text>
      ) : (
        <ul className={classes.evidence}>
          {dispute.evidence.map((piece) => (
            <Piece key={piece.id} piece={piece} dispute={dispute} />
          ))}
        </ul>
      )}
      {dispute.may.addEvidence ? (
        <Stack gap="lg" className={classes.adding}>
          <AddWords dispute={dispute} />
          <AddFile dispute={dispute} />
        </Stack>
      ) : null}
    </Panel>
  )
}

function Piece({ piece, dispute }: { piece: Evidence; dispute: Dispute }) {
  const t = useDisputeText()
  const times = useTimes()
  const name = dispute[piece.side].displayName
  return (
    <li>
      <Text size="sm" c="dimmed">
        {t('evidenceOf', { name, when: times.dayTime(piece.at) })}
      </Text>
      {piece.words === null ? null : <p className={classes.words}>{piece.words}</p>}
      {piece.link === null ? null : (
        <a href={piece.link} target="_blank" rel="noopener noreferrer nofollow" className={classes.link}>
          {piece.link}
        </a>
      )}
      {piece.file === null ? null : <EvidenceFile bookingId={dispute.booking.id} fileId={piece.id} file={piece.file} />}
    </li>
  )
}

function AddWords({ dispute }: { dispute: Dispute }) {
  const t = useDisputeText()
  const words = useWords(addEvidence.body.properties.words, useDraft(`evidence:${dispute.id}`))
  const [link, setLink] = useState('')
  const [tried, setTried] = useState(false)
  const add = useApiMutation(addEvidence, {
    invalidates: [getDispute],
    onSuccess: () => {
      words.clear()
      setLink('')
      setTried(false)
    },
  })
  const wrongLink = link.trim() !== '' && !isLink(link.trim())
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    setTried(true)
    const said = words.take()
    if (said === null || wrongLink) return
    const linked = link.trim() === '' ? {} : { link: link.trim() }
    add.mutate({ params: { id: dispute.booking.id }, body: { words: said, ...linked } })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <WordsField words={words} needed={t('needWords')} label={t('evidenceWords')} />
        <TextInput
          label={t('evidenceLink')}
          description={t('evidenceLinkHint')}
          type="url"
          maxLength={500}
          value={link}
          error={tried && wrongLink ? t('evidenceLinkWrong') : null}
          onChange={(event) => setLink(event.currentTarget.value)}
        />
        <FormError message={add.error ? messageOf(add.error) : null} />
        <Group>
          <Button type="submit" variant="default" loading={add.isPending}>
            {t('evidenceDo')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Sends one file at a time and shows how much of it is sent. */
function AddFile({ dispute }: { dispute: Dispute }) {
  const t = useDisputeText()
  const queryClient = useQueryClient()
  const reset = useRef<() => void>(null)
  const [sending, setSending] = useState<{ name: string; part: number } | null>(null)
  const [error, setError] = useState<string | null>(null)
  const choose = async (file: File | null) => {
    reset.current?.()
    if (file === null) return
    if (!(fileTypes as readonly string[]).includes(file.type)) return setError(t('fileKind'))
    if (file.size > mostFileBytes) return setError(t('fileTooBig'))
    setError(null)
    setSending({ name: file.name, part: 0 })
    try {
      const args = { params: { id: dispute.booking.id }, query: { name: file.name.slice(-120) }, body: file }
      await upload(addEvidenceFile, args, (part) => setSending({ name: file.name, part }))
      await invalidate(queryClient, [getDispute])
    } catch (caught) {
      setError(messageOf(caught))
    }
    setSending(null)
  }
  return (
    <Stack gap={8}>
      <Group>
        <FileButton
          accept={fileTypes.join(',')}
          resetRef={reset}
          inputProps={{ 'aria-label': t('fileDo') }}
          onChange={(file) => void choose(file)}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              loading={sending !== null}
              leftSection={<IconPaperclip size={18} aria-hidden />}
            >
              {t('fileDo')}
            </Button>
          )}
        </FileButton>
      </Group>
      <Text size="sm" c="dimmed">
        {t('fileHint')}
      </Text>
      {sending === null ? null : (
        <Progress.Root size="lg">
          <Progress.Section value={sending.part * 100} aria-label={t('fileSending', { name: sending.name })} />
        </Progress.Root>
      )}
      <FormError message={error} />
    </Stack>
  )
}
