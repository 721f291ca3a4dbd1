import { type DisputeInList, listDisputes } from '@ecc/contracts/disputes'
import { Group, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { IconGavel } from '@tabler/icons-react'
import { useState } from 'react'
import { useApiPages } from '../../lib/api.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { LinkButton } from '../../ui/link.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { MoreButton } from '../../ui/more-button.tsx'
import { EmptyState, LoadingLines } from '../../ui/states.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from './admin-disputes.module.css'
import { useDisputesText } from './text.ts'

/** Open disputes, all or only one's own, the one whose ruling is due first at the top. */
export function DisputeList() {
  const t = useDisputesText()
  const [mine, setMine] = useState(false)
  return (
    <Stack gap="lg">
      <Group>
        <SegmentedControl
          aria-label={t('which')}
          value={mine ? 'mine' : 'all'}
          onChange={(value) => setMine(value === 'mine')}
          data={[
            { value: 'all', label: t('all') },
            { value: 'mine', label: t('mine') },
          ]}
        />
      </Group>
      <Disputes mine={mine} />
    </Stack>
  )
}

function Disputes({ mine }: { mine: boolean }) {
  const t = useDisputesText()
  const disputes = useApiPages(listDisputes, { query: { mine } }, { refetchInterval: 30_000 })
  return (
    <Loaded query={disputes} skeleton={<LoadingLines count={3} heightPx={96} />}>
      {() =>
        disputes.items.length === 0 ? (
          <EmptyState icon={<IconGavel size={26} stroke={1.6} />} title={t(mine ? 'noneMine' : 'empty')}>
            {t(mine ? 'noneMineBody' : 'emptyBody')}
          </EmptyState>
        ) : (
          <Stack gap="lg">
            <ul className={classes.list}>
              {disputes.items.map((dispute) => (
                <DisputeRow key={dispute.id} dispute={dispute} />
              ))}
            </ul>
            <MoreButton pages={disputes} />
          </Stack>
        )
      }
    </Loaded>
  )
}

function DisputeRow({ dispute }: { dispute: DisputeInList }) {
  const t = useDisputesText()
  const times = useTimes()
  const money = useMoney()
  const { booking, player, coach } = dispute
  const names = { player: player.displayName, coach: coach.displayName }
  return (
    <li>
      <article className={classes.row} aria-labelledby={`dispute-${dispute.id}`}>
        <div className={classes.words}>
          <Title order={2} fz="md" id={`dispute-${dispute.id}`}>
            {t('between', names)}
          </Title>
          <Text size="sm" c="dimmed">
            {t('about', {
              title: booking.offerTitle,
              when: times.dayTime(booking.startsAt),
              amount: money(booking.price),
            })}
          </Text>
          <Group gap="xs" mt={6}>
            <Stage dispute={dispute} />
            {dispute.takenBy === null ? null : (
              <Text size="sm" c="dimmed">
                {dispute.takenByName === null ? t('takenByGone') : t('takenBy', { name: dispute.takenByName })}
              </Text>
            )}
          </Group>
        </div>
        <LinkButton
          to="/admin/disputes/$id"
          params={{ id: booking.id }}
          size="sm"
          aria-label={t('seeNamed', { title: booking.offerTitle, ...names })}
        >
          {t('see')}
        </LinkButton>
      </article>
    </li>
  )
}

function Stage({ dispute }: { dispute: DisputeInList }) {
  const t = useDisputesText()
  const times = useTimes()
  const { state, overdue, answerBy, evidenceUntil, ruleBy } = dispute
  if (overdue) return <Tag tone="bad">{t('overdue', { when: times.dayTime(ruleBy) })}</Tag>
  if (state === 'open') return <Tag>{t('state_open', { when: times.dayTime(answerBy) })}</Tag>
  if (state === 'answered')
    return <Tag tone="accent">{t('state_answered', { when: times.dayTime(evidenceUntil) })}</Tag>
  return <Tag tone="warn">{t('state_evidence_closed', { when: times.dayTime(ruleBy) })}</Tag>
}
