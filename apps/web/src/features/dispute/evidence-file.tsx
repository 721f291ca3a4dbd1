import { type Evidence, getEvidenceFile } from '@ecc/contracts/disputes'
import { Group, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { call } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { SaveButton } from '../../ui/save-button.tsx'
import { FormError } from '../../ui/states.tsx'
import classes from './dispute.module.css'
import { useDisputeText } from './text.ts'

/** A file of a dispute: a picture is shown, and everything can be saved. Neither is ever opened as a page. */
export function EvidenceFile(props: { bookingId: string; fileId: string; file: NonNullable<Evidence['file']> }) {
  const t = useDisputeText()
  const { bookingId, fileId, file } = props
  const [preview, setPreview] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const isPicture = file.mediaType.startsWith('image/')
  useEffect(() => {
    if (!isPicture) return
    let address: string | null = null
    let left = false
    fetchFile(bookingId, fileId).then(
      (blob) => {
        if (left) return
        address = URL.createObjectURL(blob)
        setPreview(address)
      },
      (caught: unknown) => {
        if (!left) setError(messageOf(caught))
      },
    )
    return () => {
      left = true
      if (address !== null) URL.revokeObjectURL(address)
    }
  }, [isPicture, bookingId, fileId])
  return (
    <>
      {preview === null ? null : (
        <img src={preview} alt={t('filePreview', { name: file.name })} className={classes.preview} />
      )}
      <Group gap="xs">
        <SaveButton
          fetchFile={() => fetchFile(bookingId, fileId)}
          fileName={file.name}
          variant="subtle"
          size="compact-sm"
        >
          {t('fileSave', { name: file.name })}
        </SaveButton>
        <Text size="sm" c="dimmed" className="figures">
          {Math.ceil(file.bytes / 1024)} KB
        </Text>
      </Group>
      <FormError message={error} />
    </>
  )
}

const fetchFile = (id: string, fileId: string) => call(getEvidenceFile, { params: { id, fileId } }) as Promise<Blob>
