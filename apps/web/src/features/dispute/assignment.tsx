import {
  assignDispute,
  type DisputeCase,
  getDisputeCase,
  listDisputeStaff,
  listDisputes,
} from '@ecc/contracts/disputes'
import { Button, Group, NativeSelect, Text } from '@mantine/core'
import { useState } from 'react'
import { useApiMutation, useApiQuery } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useMe } from '../../lib/viewer.ts'
import { FormError } from '../../ui/states.tsx'
import { useDisputeText } from './text.ts'

/** Who of staff works on a dispute; while it is open it can be taken, handed over, and let go. */
export function Assignment({ dispute }: { dispute: DisputeCase }) {
  const t = useDisputeText()
  const me = useMe()
  const { takenBy, takenByName } = dispute
  const assign = useApiMutation(assignDispute, { invalidates: [getDisputeCase, listDisputes] })
  const isMine = takenBy !== null && takenBy === me.data?.id
  const isOpen = dispute.ruling === null && dispute.state !== 'withdrawn'
  const give = (to: string | null) => assign.mutate({ params: { id: dispute.booking.id }, body: { from: takenBy, to } })
  const who =
    takenBy === null
      ? t('takenByNobody')
      : isMine
        ? t('takenByYou')
        : takenByName === null
          ? t('takenByGone')
          : t('takenBy', { name: takenByName })
  return (
    <>
      <Group justify="space-between">
        <Text>{who}</Text>
        {isOpen && dispute.viewerIs === 'admin' && me.data ? (
          <Group gap="xs">
            {isMine ? null : (
              <Button variant="default" size="sm" loading={assign.isPending} onClick={() => give(me.data.id)}>
                {t('take')}
              </Button>
            )}
            {takenBy === null ? null : (
              <Button variant="default" size="sm" loading={assign.isPending} onClick={() => give(null)}>
                {t('letGo')}
              </Button>
            )}
          </Group>
        ) : null}
      </Group>
      {isOpen && dispute.viewerIs === 'admin' && me.data ? (
        <HandOver dispute={dispute} myId={me.data.id} isPending={assign.isPending} onGive={give} />
      ) : null}
      <FormError message={assign.error ? messageOf(assign.error) : null} />
    </>
  )
}

/** To whom else it can go; nothing where there is nobody else. */
function HandOver(props: { dispute: DisputeCase; myId: string; isPending: boolean; onGive: (to: string) => void }) {
  const { dispute, myId, isPending, onGive } = props
  const t = useDisputeText()
  const [chosen, setChosen] = useState('')
  const staff = useApiQuery(listDisputeStaff, { params: { id: dispute.booking.id } }, { staleTime: 60_000 })
  const others = (staff.data?.items ?? []).filter(({ id }) => id !== myId && id !== dispute.takenBy)
  if (staff.error) return <Text size="sm">{t('staffUnknown')}</Text>
  if (others.length === 0) return null
  const to = others.find(({ id }) => id === chosen)?.id ?? ''
  return (
    <Group align="flex-end" gap="xs">
      <NativeSelect
        label={t('handTo')}
        flex="1 1 160px"
        value={to}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={[
          { value: '', label: t('handToNobody') },
          ...others.map(({ id, displayName }) => ({ value: id, label: displayName })),
        ]}
      />
      <Button variant="default" size="md" disabled={to === ''} loading={isPending} onClick={() => onGive(to)}>
        {t('handOver')}
      </Button>
    </Group>
  )
}
