import { type Evidence, getEvidenceFile } from '@ecc/contracts/disputes'
import { Button, Group, Text } from '@mantine/core'
import { IconFile } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { call } from '../../lib/api.ts'
import { saveBlob } from '../../lib/download.ts'
import { messageOf } from '../../lib/message.ts'
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
      (caught: unknown) => setError(messageOf(caught)),
    )
    return () => {
      left = true
      if (address !== null) URL.revokeObjectURL(address)
    }
  }, [isPicture, bookingId, fileId])
  const save = async () => {
    setError(null)
    try {
      saveBlob(await fetchFile(bookingId, fileId), file.name)
    } catch (caught) {
      setError(messageOf(caught))
    }
  }
  return (
    <>
      {preview === null ? null : (
        <img src={preview} alt={t('filePreview', { name: file.name })} className={classes.preview} />
      )}
      <Group gap="xs">
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconFile size={16} aria-hidden />}
          onClick={() => void save()}
        >
          {t('fileOpen', { name: file.name })}
        </Button>
        <Text size="sm" c="dimmed" className="figures">
          {Math.ceil(file.bytes / 1024)} KB
        </Text>
      </Group>
      <FormError message={error} />
    </>
  )
}

const fetchFile = (id: string, fileId: string) => call(getEvidenceFile, { params: { id, fileId } }) as Promise<Blob>
