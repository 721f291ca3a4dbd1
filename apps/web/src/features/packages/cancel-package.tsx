import { withoutFee } from '@ecc/contracts/booking-parts'
import { cancelPackage, getPackage, listPackages, type Package } from '@ecc/contracts/packages'
import { listPayments } from '@ecc/contracts/payments'
import { changedMeanwhile } from '@ecc/contracts/problems'
import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useMoney } from '../../lib/viewer.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { usePackagesText } from './text.ts'

/** Ending a package, with the refund told before the click; the server refuses when it is no longer that one. */
export function CancelPackage({ bought }: { bought: Package }) {
  const t = usePackagesText()
  const money = useMoney()
  const [asking, setAsking] = useState(false)
  const { refund, used } = bought.cancelEffect
  const amount = money.exact(refund)
  const cancel = useApiMutation(cancelPackage, {
    invalidates: [getPackage, listPackages, listPayments],
    onSuccess: () => {
      setAsking(false)
      notifications.show({ message: t('ended') })
    },
  })
  const effect =
    bought.viewerIs === 'coach'
      ? t('cancelCoach', { amount })
      : used === 0
        ? t('cancelNone', { amount })
        : t(bought.funds?.fee ? 'cancelNowFee' : 'cancelNow', {
            amount,
            used,
            paid: money.exact(withoutFee(bought)),
            single: money.exact(bought.singlePrice),
          })
  return (
    <Panel title={t('cancelTitle')} tone="sunken" lead={t('cancelLead')}>
      <Text>{effect}</Text>
      <Group>
        <Button variant="default" onClick={() => setAsking(true)}>
          {t('cancelStart')}
        </Button>
      </Group>
      <ConfirmDialog
        opened={asking}
        title={t('cancelAsk')}
        danger
        cancelLabel={t('keep')}
        confirmLabel={t('cancelDo', { amount })}
        busy={cancel.isPending}
        error={cancel.error ? (changedMeanwhile.is(cancel.error) ? t('changed') : messageOf(cancel.error)) : null}
        onConfirm={() => cancel.mutate({ params: { id: bought.id }, body: { refund } })}
        onClose={() => setAsking(false)}
      >
        <Text>{effect}</Text>
      </ConfirmDialog>
    </Panel>
  )
}
