import type { Route } from '@ecc/contracts/define'
import {
  exportCoachStatement,
  exportEarnings,
  exportPayouts,
  exportPlayerStatement,
  getCoachStatement,
  getPlayerStatement,
  type Statement,
} from '@ecc/contracts/statements'
import { Group, NativeSelect, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { call, useApiQuery } from '../../lib/api.ts'
import { now } from '../../lib/clock.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { SaveButton } from '../../ui/save-button.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import { WideTable } from '../../ui/wide-table.tsx'
import { periodChoices } from './period.ts'
import { useStatementsText } from './text.ts'

const routes = { coach: getCoachStatement, player: getPlayerStatement }
const files = {
  coach: { statement: exportCoachStatement, earnings: exportEarnings, payouts: exportPayouts },
  player: { statement: exportPlayerStatement },
}

/** What somebody has with us from month to month, and the same as files. */
export function StatementPanel({ party }: { party: 'coach' | 'player' }) {
  const t = useStatementsText()
  const times = useTimes()
  const choices = periodChoices(now(), times.zone, times.locale)
  const [period, setPeriod] = useState(choices[0]?.value ?? '')
  const query = { period, zone: times.zone }
  const statement = useApiQuery(routes[party], { query: { ...query, limit: 100 } }, { keepPrevious: true })
  return (
    <Panel title={t('title')}>
      <Text size="sm" c="dimmed">
        {t(`lead_${party}`)} {t('zone', { zone: times.zone })}
      </Text>
      <Group align="flex-end">
        <NativeSelect
          label={t('period')}
          data={choices}
          value={period}
          onChange={(event) => setPeriod(event.currentTarget.value)}
        />
        {Object.entries(files[party]).map(([name, route]) => (
          <SaveButton key={name} fileName={`${name}-${period}.csv`} fetchFile={() => call(route as Route, { query })}>
            {t(`file_${name as FileName}`)}
          </SaveButton>
        ))}
      </Group>
      <Loaded query={statement} skeleton={<LoadingLines count={3} heightPx={40} />}>
        {(data) => <StatementTables statement={data} />}
      </Loaded>
    </Panel>
  )
}

type FileName = 'statement' | 'earnings' | 'payouts'

function StatementTables({ statement: { balances, lines, nextAfter } }: { statement: Statement }) {
  const t = useStatementsText()
  const money = useMoney()
  if (balances.length === 0) return <Text c="dimmed">{t('none')}</Text>
  return (
    <>
      <WideTable label={t('currency')} minWidth={320}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('currency')}</Table.Th>
            <Table.Th scope="col" ta="right">
              {t('opening')}
            </Table.Th>
            <Table.Th scope="col" ta="right">
              {t('closing')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {balances.map(({ currency, opening, closing }) => (
            <Table.Tr key={currency}>
              <Table.Th scope="row" fw={500}>
                {currency}
              </Table.Th>
              {[opening, closing].map((amount, index) => (
                <Table.Td key={index === 0 ? 'opening' : 'closing'} ta="right" className="figures">
                  {money.exact({ amount, currency })}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
      {lines.length === 0 ? <Text c="dimmed">{t('none')}</Text> : <StatementLines lines={lines} />}
      {nextAfter === null ? null : (
        <Text size="sm" c="dimmed">
          {t('cut')}
        </Text>
      )}
    </>
  )
}

const facts = [
  'captured',
  'allocated',
  'returned',
  'settled',
  'gift_redeemed',
  'refund_sent',
  'refund_failed',
  'refund_by_bank',
  'transferred',
  'transfer_reversed',
  'credited',
  'promoted',
  'goodwill',
  'dispute_lost',
] as const

function StatementLines({ lines }: Pick<Statement, 'lines'>) {
  const t = useStatementsText()
  const times = useTimes()
  const money = useMoney()
  const wordOf = (fact: string) => t(`fact_${facts.find((one) => one === fact) ?? 'more'}`)
  return (
    <WideTable label={t('title')} minWidth={480}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('when')}</Table.Th>
          <Table.Th scope="col">{t('what')}</Table.Th>
          <Table.Th scope="col" ta="right">
            {t('amount')}
          </Table.Th>
          <Table.Th scope="col" ta="right">
            {t('balance')}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map(({ id, at, fact, amount, balance, currency }) => (
          <Table.Tr key={id}>
            <Table.Td>{times.date(at)}</Table.Td>
            <Table.Td>{wordOf(fact)}</Table.Td>
            <Table.Td ta="right" className="figures">
              {money.exact({ amount, currency })}
            </Table.Td>
            <Table.Td ta="right" className="figures">
              {money.exact({ amount: balance, currency })}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  )
}
