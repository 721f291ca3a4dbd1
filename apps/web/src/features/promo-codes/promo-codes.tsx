import type { PromoCode } from '@ecc/contracts/promo-codes'
import { Button, Drawer, Group, Stack, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDiscount, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useApiMutation, useApiPages } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { MoreButton } from '../../ui/more-button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { EmptyState, LoadingLines } from '../../ui/states.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { PromoForm } from './promo-form.tsx'
import { KindsDialog } from './promo-kinds.tsx'
import { type Owner, routesOf } from './routes.ts'
import { usePromoText } from './text.ts'

const tones: Record<PromoCode['state'], Tone> = { planned: 'warn', active: 'good', 'used-up': 'plain', ended: 'plain' }

export interface PromoCodesProps {
  owner: Owner
  /** Whether the drawer with a new code is open. */
  adding: boolean
  onAdding: (adding: boolean) => void
}

/** An owner's promo codes, newest first, with their uses; the drawer makes one, and a dialog ends one. */
export function PromoCodes({ owner, adding, onAdding }: PromoCodesProps) {
  const t = usePromoText()
  const codes = useApiPages(routesOf(owner).list, { query: {} })
  const [ending, setEnding] = useState<PromoCode | null>(null)
  const [changing, setChanging] = useState<PromoCode | null>(null)
  return (
    <>
      <Loaded query={codes} skeleton={<LoadingLines count={3} heightPx={96} />}>
        {() =>
          codes.items.length === 0 ? (
            <EmptyState
              icon={<IconDiscount size={26} stroke={1.6} />}
              title={t('empty')}
              action={
                <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => onAdding(true)}>
                  {t('add')}
                </Button>
              }
            >
              {t('emptyBody')}
            </EmptyState>
          ) : (
            <Stack gap="md">
              {codes.items.map((promo) => (
                <CodeCard
                  key={promo.id}
                  promo={promo}
                  onChange={() => setChanging(promo)}
                  onEnd={() => setEnding(promo)}
                />
              ))}
              <MoreButton pages={codes} />
            </Stack>
          )
        }
      </Loaded>
      <Drawer
        opened={adding}
        onClose={() => onAdding(false)}
        position="right"
        size="md"
        title={t('addTitle')}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {adding ? <PromoForm owner={owner} onSaved={() => onAdding(false)} onCancel={() => onAdding(false)} /> : null}
      </Drawer>
      {changing ? <KindsDialog owner={owner} promo={changing} onClose={() => setChanging(null)} /> : null}
      {ending ? <EndDialog owner={owner} promo={ending} onClose={() => setEnding(null)} /> : null}
    </>
  )
}

function CodeCard({ promo, onChange, onEnd }: { promo: PromoCode; onChange: () => void; onEnd: () => void }) {
  const t = usePromoText()
  const times = useTimes()
  const money = useMoney()
  const { code, percent, amount, state, uses, maxUses, maxUsesEach } = promo
  const what = amount === null ? `${percent} %` : money.exact(amount)
  const terms = [
    t('for', { what: promo.orderKinds.map((kind) => t(`for_${kind}`)).join(', ') }),
    t('usesEach', { count: maxUsesEach }),
    ...(promo.firstBookingOnly ? [t('first')] : []),
    ...(state === 'planned' ? [t('from', { when: times.dayTime(promo.startsAt) })] : []),
    ...(promo.endsAt === null ? [] : [t('until', { when: times.dayTime(promo.endsAt) })]),
  ]
  return (
    <Panel>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Group gap="sm">
            <Title order={2} fz="h3" className="figures">
              {code}
            </Title>
            <Tag tone={tones[state]}>{t(state)}</Tag>
          </Group>
          <Text mt={4}>{t('off', { what })}</Text>
          <Text size="sm" c="dimmed">
            {terms.join(' · ')}
          </Text>
        </div>
        <Group gap="sm">
          <Text fw={620} className="figures">
            {maxUses === null ? t('uses', { uses }) : t('usesOf', { uses, max: maxUses })}
          </Text>
          {state === 'ended' ? null : (
            <>
              <Button variant="default" size="sm" onClick={onChange} aria-label={t('changeNamed', { code })}>
                {t('change')}
              </Button>
              <Button variant="default" size="sm" onClick={onEnd} aria-label={t('endNamed', { code })}>
                {t('end')}
              </Button>
            </>
          )}
        </Group>
      </Group>
    </Panel>
  )
}

function EndDialog({ owner, promo, onClose }: { owner: Owner; promo: PromoCode; onClose: () => void }) {
  const t = usePromoText()
  const { list, change } = routesOf(owner)
  const { id, code } = promo
  const end = useApiMutation(change, {
    invalidates: [list],
    onSuccess: () => {
      notifications.show({ message: t('didEnd', { code }) })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      opened
      title={t('endTitle', { code })}
      confirmLabel={t('endDo')}
      danger
      busy={end.isPending}
      error={end.error ? messageOf(end.error) : null}
      onConfirm={() => end.mutate({ params: { id }, body: { ended: true } })}
      onClose={onClose}
    >
      <Text>{t('endBody')}</Text>
    </ConfirmDialog>
  )
}
