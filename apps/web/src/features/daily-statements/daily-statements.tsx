import { type DailyStatement, exportDailyStatements, getDailyStatements } from '@ecc/contracts/statements'
import { Group, Stack, Table, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { call, useApiQuery } from '../../lib/api.ts'
import { now } from '../../lib/clock.ts'
import { useMoney } from '../../lib/viewer.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { SaveButton } from '../../ui/save-button.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import { WideTable } from '../../ui/wide-table.tsx'
import { useDailyStatementsText } from './text.ts'

const sums = [
  'opening',
  'captured',
  'refunded',
  'providerFees',
  'transferred',
  'chargebacks',
  'ownMoney',
  'other',
  'closing',
  'provider',
  'settled',
  'commission',
  'playerFee',
  'held',
  'payable',
  'refundDue',
  'receivable',
] as const

/** A month of daily statements, and the files of the month and its year. */
export function DailyStatements() {
  const t = useDailyStatementsText()
  const [month, setMonth] = useState(new Date(now()).toISOString().slice(0, 7))
  const isMonth = /^20\d\d-(0[1-9]|1[0-2])$/.test(month)
  const statements = useApiQuery(getDailyStatements, { query: { month } }, { enabled: isMonth, keepPrevious: true })
  return (
    <Panel>
      <Stack gap="md">
        <Group align="flex-end">
          <TextInput
            type="month"
            label={t('month')}
            placeholder="2027-03"
            value={month}
            onChange={(event) => setMonth(event.currentTarget.value)}
          />
          {(['file', 'fileYear'] as const).map((name) => {
            const period = name === 'file' ? month : month.slice(0, 4)
            return (
              <SaveButton
                key={name}
                disabled={!isMonth}
                fileName={`daily-statements-${period}.csv`}
                fetchFile={() => call(exportDailyStatements, { query: { period } })}
              >
                {t(name)}
              </SaveButton>
            )
          })}
        </Group>
        <Loaded query={statements} skeleton={<LoadingLines count={4} heightPx={40} />}>
          {({ items }) => (items.length === 0 ? <Text c="dimmed">{t('none')}</Text> : <Days items={items} />)}
        </Loaded>
      </Stack>
    </Panel>
  )
}

function Days({ items }: { items: readonly DailyStatement[] }) {
  const t = useDailyStatementsText()
  return (
    <WideTable label={t('title')} minWidth={320} oneLine>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('day')}</Table.Th>
          <Table.Th scope="col">{t('currency')}</Table.Th>
          {sums.map((name) => (
            <Table.Th key={name} scope="col" ta="right">
              {t(name)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <Table.Tr key={`${item.day} ${item.currency}`}>
            <Table.Th scope="row" fw={500} className="figures">
              {item.day}
            </Table.Th>
            <Table.Td>{item.currency}</Table.Td>
            {sums.map((name) => (
              <Table.Td key={name} ta="right" className="figures">
                <Amount item={item} name={name} />
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  )
}

/** One sum; a balance at the provider that is not ours says so in words. */
function Amount({ item, name }: { item: DailyStatement; name: (typeof sums)[number] }) {
  const t = useDailyStatementsText()
  const money = useMoney()
  const minor = item[name]
  if (minor === null)
    return (
      <Text span size="sm" c="dimmed">
        {t('notNoted')}
      </Text>
    )
  const amount = money.exact({ amount: minor, currency: item.currency })
  if (name !== 'provider' || minor === item.closing) return amount
  return (
    <Text span size="sm" fw={650}>
      {t('differs', { amount })}
    </Text>
  )
}
