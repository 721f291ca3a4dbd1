import { type Difference, listDifferences } from '@ecc/contracts/operator'
import { Button, Group, SegmentedControl, Text } from '@mantine/core'
import { useState } from 'react'
import { useApiPages } from '../../lib/api.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { FactList } from '../../ui/fact-list.tsx'
import { AcknowledgeDialog } from './acknowledge-dialog.tsx'
import classes from './admin-money.module.css'
import { adviceOf, factsFor } from './advice.ts'
import { FactDialog } from './fact-dialog.tsx'
import { PagedList } from './paged-list.tsx'
import { useMoneyDeskText } from './text.ts'

type Shown = 'open' | 'closed'

/** Where provider and ledger differ, and what to do; or those that closed, with what closed them. */
export function DifferencesPanel() {
  const t = useMoneyDeskText()
  const [show, setShow] = useState<Shown>('open')
  const differences = useApiPages(listDifferences, { query: { show } }, { refetchInterval: 30_000 })
  const [at, setAt] = useState<{ difference: Difference; dialog: 'acknowledge' | 'fact' } | null>(null)
  const close = () => setAt(null)
  return (
    <>
      <PagedList
        title={t('differences')}
        lead={t('differencesLead')}
        empty={t(show === 'open' ? 'noDifferences' : 'noClosed')}
        pages={differences}
        actions={
          <SegmentedControl
            aria-label={t('which')}
            value={show}
            onChange={(value) => setShow(value === 'closed' ? 'closed' : 'open')}
            data={[
              { value: 'open', label: t('open') },
              { value: 'closed', label: t('closed') },
            ]}
          />
        }
      >
        {(difference) => (
          <DifferenceItem
            difference={difference}
            onAcknowledge={() => setAt({ difference, dialog: 'acknowledge' })}
            onFact={() => setAt({ difference, dialog: 'fact' })}
          />
        )}
      </PagedList>
      {at?.dialog === 'acknowledge' ? <AcknowledgeDialog difference={at.difference} onClose={close} /> : null}
      {at?.dialog === 'fact' ? <DifferenceFact difference={at.difference} onClose={close} /> : null}
    </>
  )
}

function DifferenceFact({ difference, onClose }: { difference: Difference; onClose: () => void }) {
  const { objectId, currency, providerAmount, ledgerAmount } = difference
  const amount = { amount: Math.abs(providerAmount - ledgerAmount), currency }
  return <FactDialog objectId={objectId} amount={amount} kinds={factsFor(difference)} onClose={onClose} />
}

function DifferenceItem(props: { difference: Difference; onAcknowledge: () => void; onFact: () => void }) {
  const t = useMoneyDeskText()
  const times = useTimes()
  const { difference } = props
  const { objectId, acknowledged, closedAt, closedBy } = difference
  return (
    <article aria-labelledby={`difference-${difference.id}`}>
      <div className={classes.head}>
        <b id={`difference-${difference.id}`}>
          {t(`object_${difference.object}`)} <span className={classes.id}>{objectId}</span>
        </b>
        <Text size="sm" c="dimmed">
          {closedAt === null
            ? t('since', { when: times.dayTime(difference.since) })
            : `${t('closedWhen', { when: times.dayTime(closedAt) })}${closedBy === null ? '' : `, ${t(`closedBy_${closedBy}`)}`}`}
        </Text>
      </div>
      <Amounts difference={difference} />
      {acknowledged === null ? null : (
        <Text size="sm">{t('acknowledged', { note: acknowledged.note, when: times.dayTime(acknowledged.at) })}</Text>
      )}
      {closedAt === null ? (
        <>
          <p className={classes.advice}>
            <b>{t('whatToDo')}:</b> {t(adviceOf(difference))}
          </p>
          <Group gap="sm" mt="sm">
            <Button
              size="sm"
              variant="default"
              onClick={props.onAcknowledge}
              aria-label={t('acknowledgeNamed', { id: objectId })}
            >
              {t('acknowledge')}
            </Button>
            <Button size="sm" variant="default" onClick={props.onFact} aria-label={t('factNamed', { id: objectId })}>
              {t('fact')}
            </Button>
          </Group>
        </>
      ) : null}
    </article>
  )
}

function Amounts({ difference }: { difference: Difference }) {
  const t = useMoneyDeskText()
  const money = useMoney()
  const { currency, providerAmount, ledgerAmount } = difference
  return (
    <FactList
      across
      facts={[
        [t('atProvider'), money.exact({ amount: providerAmount, currency })],
        [t('inLedger'), money.exact({ amount: ledgerAmount, currency })],
      ]}
    />
  )
}
