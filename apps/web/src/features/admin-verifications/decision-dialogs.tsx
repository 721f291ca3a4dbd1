import { approveCoach, listVerifications, rejectCoach } from '@ecc/contracts/verifications'
import type { PersonCard } from '@ecc/contracts/vocabulary'
import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { useWords, WordsField } from '../../ui/words-field.tsx'
import { useVerificationsText } from './text.ts'

interface DialogProps {
  coach: PersonCard
  opened: boolean
  onClose: () => void
}

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
  const reason = useWords(rejectCoach.body.properties.reason)
  const reject = useApiMutation(rejectCoach, {
    invalidates: [listVerifications],
    onSuccess: () => {
      notifications.show({ message: t('sentBack', { name }) })
      onClose()
    },
  })
  const send = () => {
    const why = reason.take()
    if (why !== null) reject.mutate({ params: { id: coach.id }, body: { reason: why } })
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
      <WordsField
        data-autofocus
        words={reason}
        needed={t('needReason')}
        label={t('reason')}
        description={t('reasonHint')}
        minRows={4}
      />
    </ConfirmDialog>
  )
}
