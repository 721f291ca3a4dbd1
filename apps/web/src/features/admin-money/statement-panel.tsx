import { getLedgerStatement } from '@ecc/contracts/payments'
import { Button, Group, Select, Stack, Table, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useApiQuery } from '../../lib/api.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { FactList } from '../../ui/fact-list.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { SaveButton } from '../../ui/save-button.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import { WideTable } from '../../ui/wide-table.tsx'
import classes from './admin-money.module.css'
import { type Fact, fetchFacts, type Party, statementCsv } from './statement-file.ts'
import { useMoneyDeskText } from './text.ts'

const parties: readonly Party[] = ['booking', 'coach', 'player']
const idForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const shownFacts = 100

/** Looks up where the money of a booking, a coach or a player came from and went. */
export function StatementPanel() {
  const t = useMoneyDeskText()
  const [party, setParty] = useState<Party>('booking')
  const [id, setId] = useState('')
  const [tried, setTried] = useState(false)
  const [shown, setShown] = useState<{ party: Party; id: string } | null>(null)
  const asked = id.trim().toLowerCase()
  const submit = (event: React.SyntheticEvent) => {
    event.preventDefault()
    setTried(true)
    if (idForm.test(asked)) setShown({ party, id: asked })
  }
  return (
    <Panel title={t('lookUp')} lead={t('lookUpLead')}>
      <form onSubmit={submit} noValidate>
        <Group align="flex-start" gap="sm">
          <Select
            label={t('party')}
            value={party}
            allowDeselect={false}
            onChange={(value) => setParty((value ?? 'booking') as Party)}
            data={parties.map((value) => ({ value, label: t(`party_${value}`) }))}
          />
          <TextInput
            label={t('id')}
            value={id}
            autoComplete="off"
            spellCheck={false}
            flex={1}
            miw={220}
            error={tried && !idForm.test(asked) ? t('badId') : null}
            onChange={(event) => setId(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" mt={29}>
            {t('show')}
          </Button>
        </Group>
      </form>
      {shown ? <Statement key={`${shown.party} ${shown.id}`} {...shown} /> : null}
    </Panel>
  )
}

function Statement({ party, id }: { party: Party; id: string }) {
  const t = useMoneyDeskText()
  const statement = useApiQuery(getLedgerStatement, { params: { party, id }, query: { limit: shownFacts } })
  const fetchFile = async () => {
    const { facts, isCut } = await fetchFacts(party, id)
    if (isCut) notifications.show({ message: t('cutFile') })
    return new Blob([statementCsv(facts)], { type: 'text/csv;charset=utf-8' })
  }
  return (
    <Loaded query={statement} skeleton={<LoadingLines count={1} heightPx={120} />}>
      {({ accounts, facts, nextAfter }) =>
        facts.length === 0 ? (
          <Text c="dimmed">{t('noFacts')}</Text>
        ) : (
          <Stack gap="md">
            <Balances accounts={accounts} />
            <FactsTable facts={facts} />
            {nextAfter === null ? null : <Text size="sm">{t('moreFacts', { count: facts.length })}</Text>}
            <SaveButton fetchFile={fetchFile} fileName={`statement-${party}-${id}.csv`} size="sm">
              {t('download')}
            </SaveButton>
          </Stack>
        )
      }
    </Loaded>
  )
}

function Balances({ accounts }: { accounts: { account: string; currency: Fact['currency']; balance: number }[] }) {
  const t = useMoneyDeskText()
  const money = useMoney()
  return (
    <FactList
      across
      facts={accounts.map(({ account, currency, balance }) => [
        t('balanceNow', { account }),
        money.exact({ amount: balance, currency }),
      ])}
    />
  )
}

function FactsTable({ facts }: { facts: readonly Fact[] }) {
  const t = useMoneyDeskText()
  const times = useTimes()
  const money = useMoney()
  const headings = ['at', 'whatFact', 'account', 'debit', 'credit', 'balance'] as const
  return (
    <WideTable label={t('statement')} minWidth={720}>
      <Table.Thead>
        <Table.Tr>
          {headings.map((name) => (
            <Table.Th key={name} scope="col">
              {t(name)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {facts.flatMap((fact) =>
          fact.lines.map((line, index) => {
            const exact = (amount: number | null) =>
              amount === null || amount === 0 ? '' : money.exact({ amount, currency: fact.currency })
            return (
              <Table.Tr key={`${fact.id} ${line.account}`}>
                <Table.Td className="figures">{index === 0 ? times.dayTime(fact.at) : ''}</Table.Td>
                <Table.Td>{index === 0 ? fact.kind : ''}</Table.Td>
                <Table.Td className={classes.account}>{line.account}</Table.Td>
                <Table.Td className="figures">{exact(line.debit)}</Table.Td>
                <Table.Td className="figures">{exact(line.credit)}</Table.Td>
                <Table.Td className="figures">
                  {line.balance === null ? '' : money.exact({ amount: line.balance, currency: fact.currency })}
                </Table.Td>
              </Table.Tr>
            )
          }),
        )}
      </Table.Tbody>
    </WideTable>
  )
}
