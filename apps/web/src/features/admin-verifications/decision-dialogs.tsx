import { approveCoach, listVerifications, rejectCoach } from '@ecc/contracts/verifications'
import type { PersonCard } from '@ecc/contracts/vocabulary'
import { Text, Textarea } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { limitOf } from '../../lib/field-limits.ts'
import { messageOf } from '../../lib/message.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { useVerificationsText } from './text.ts'

interface DialogProps {
  coach: PersonCard
  opened: boolean
  onClose: () => void
}

const reasonLimits = rejectCoach.body.properties.reason
const minReason = limitOf(reasonLimits, 'minLength')

/** Makes a profile public, once asked. */
export function ApproveDialog({ coach, opened, onClose }: DialogProps) {
  const t = useVerificationsText()
  const name = coach.displayName
  const approve = useApiMutation(approveCoach, {
    invalidates: [listVerifications],
    onSuccess: () => {
      notifications.show({ message: t('approved', { name }) })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      opened={opened}
      title={t('approveTitle', { name })}
      confirmLabel={t('approve')}
      cancelLabel={t('cancel')}
      busy={approve.isPending}
      error={approve.error ? messageOf(approve.error) : null}
      onConfirm={() => approve.mutate({ params: { id: coach.id }, body: {} })}
      onClose={onClose}
    >
      <Text>{t('approveBody', { name })}</Text>
    </ConfirmDialog>
  )
}

/** Sends a profile back with the reason. */
export function SendBackDialog({ coach, opened, onClose }: DialogProps) {
  const t = useVerificationsText()
  const name = coach.displayName
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const reject = useApiMutation(rejectCoach, {
    invalidates: [listVerifications],
    onSuccess: () => {
      notifications.show({ message: t('sentBack', { name }) })
      onClose()
    },
  })
  const isShort = reason.trim().length < minReason
  const send = () => {
    setTried(true)
    if (!isShort) reject.mutate({ params: { id: coach.id }, body: { reason: reason.trim() } })
  }
  return (
    <ConfirmDialog
      opened={opened}
      title={t('sendBackTitle', { name })}
      confirmLabel={t('sendBack')}
      cancelLabel={t('cancel')}
      busy={reject.isPending}
      error={reject.error ? messageOf(reject.error) : null}
      onConfirm={send}
      onClose={onClose}
    >
      <Textarea
        data-autofocus
        label={t('reason')}
        description={t('reasonHint')}
        autosize
        minRows={4}
        maxRows={10}
        maxLength={limitOf(reasonLimits, 'maxLength')}
        value={reason}
        error={tried && isShort ? t('needReason') : null}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  )
}
