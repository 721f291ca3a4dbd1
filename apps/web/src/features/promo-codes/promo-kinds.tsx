import type { PromoCode } from '@ecc/contracts/promo-codes'
import { Checkbox, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type ReactNode, useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { type Owner, routesOf } from './routes.ts'
import { usePromoText } from './text.ts'

type OrderKind = PromoCode['orderKinds'][number]

/** What a code may be for. */
export const orderKinds: readonly OrderKind[] = ['booking', 'package', 'series']

/** Chooses what a code is for; at least one. */
export function KindsField(props: { value: OrderKind[]; error?: ReactNode; onChange: (kinds: OrderKind[]) => void }) {
  const t = usePromoText()
  return (
    <Checkbox.Group
      label={t('kinds')}
      value={props.value}
      error={props.error}
      onChange={(kinds) => props.onChange(orderKinds.filter((kind) => kinds.includes(kind)))}
    >
      <Stack gap={8} mt={6} mb={6}>
        {orderKinds.map((kind) => (
          <Checkbox key={kind} value={kind} label={t(`kind_${kind}`)} />
        ))}
      </Stack>
    </Checkbox.Group>
  )
}

/** Changes what a code is for, from now on. */
export function KindsDialog({ owner, promo, onClose }: { owner: Owner; promo: PromoCode; onClose: () => void }) {
  const t = usePromoText()
  const { list, change } = routesOf(owner)
  const { id, code } = promo
  const [kinds, setKinds] = useState(promo.orderKinds)
  const [tried, setTried] = useState(false)
  const save = useApiMutation(change, {
    invalidates: [list],
    onSuccess: () => {
      notifications.show({ message: t('didChange', { code }) })
      onClose()
    },
  })
  const submit = () => {
    setTried(true)
    if (kinds.length > 0) save.mutate({ params: { id }, body: { orderKinds: kinds } })
  }
  return (
    <ConfirmDialog
      opened
      title={t('changeTitle', { code })}
      confirmLabel={t('changeDo')}
      busy={save.isPending}
      error={save.error ? messageOf(save.error) : null}
      onConfirm={submit}
      onClose={onClose}
    >
      <KindsField value={kinds} error={tried && kinds.length === 0 ? t('needKind') : null} onChange={setKinds} />
    </ConfirmDialog>
  )
}
