import type { ReplyOf } from '@ecc/contracts/define'
import { getLedgerProof } from '@ecc/contracts/payments'
import { Table, Text } from '@mantine/core'
import { IconAlertOctagon, IconCircleCheck } from '@tabler/icons-react'
import { useApiQuery } from '../../lib/api.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { TextLink } from '../../ui/link.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import { WideTable } from '../../ui/wide-table.tsx'
import classes from './admin-overview.module.css'
import { useAdminOverviewText } from './text.ts'

type Proof = ReplyOf<typeof getLedgerProof>
type Sums = Proof['currencies'][number]

const sums = ['sum', 'psp', 'providerBalance', 'held', 'payable', 'refundDue', 'platformFee', 'playerFee'] as const

/** The ledger's proof: green while every cent is where it should be, red when not. */
export function LedgerPanel() {
  const t = useAdminOverviewText()
  const proof = useApiQuery(getLedgerProof, {}, { refetchInterval: 60_000 })
  return (
    <div className={classes.wide}>
      <Panel
        title={t('ledger')}
        actions={
          <TextLink to="/admin/money" underline="always">
            {t('toMoney')}
          </TextLink>
        }
      >
        <Loaded query={proof} skeleton={<LoadingLines count={2} heightPx={80} />}>
          {(data) => (
            <>
              <Verdict proof={data} />
              <Defects defects={data.defects} />
              {data.currencies.length === 0 ? (
                <Text c="dimmed">{t('emptyLedger')}</Text>
              ) : (
                <LedgerTable currencies={data.currencies} />
              )}
            </>
          )}
        </Loaded>
      </Panel>
    </div>
  )
}

function Verdict({ proof }: { proof: Proof }) {
  const t = useAdminOverviewText()
  const times = useTimes()
  const Icon = proof.balanced ? IconCircleCheck : IconAlertOctagon
  return (
    <div className={classes.verdict} data-good={proof.balanced} role={proof.balanced ? undefined : 'alert'}>
      <Icon size={30} stroke={1.7} aria-hidden />
      <div>
        <Text fw={680} size="lg">
          {t(proof.balanced ? 'balanced' : 'notBalanced')}
        </Text>
        <Text size="sm" c="var(--text-soft)">
          {t(proof.balanced ? 'balancedText' : 'notBalancedText')}
        </Text>
        <Text size="sm" c="dimmed" className="figures">
          {t('transactions', { count: proof.transactions })} · {t('pending', { count: proof.pendingOperations })}
          {proof.checkedAt === null ? '' : ` · ${t('checked', { when: times.dayTime(proof.checkedAt) })}`}
        </Text>
      </div>
    </div>
  )
}

/** What the ledger contradicts itself in. Nobody should ever see this. */
function Defects({ defects }: Pick<Proof, 'defects'>) {
  const t = useAdminOverviewText()
  if (defects.length === 0) return null
  return (
    <ul aria-label={t('defects')}>
      {defects.map(({ defect, about, found }) => (
        <li key={`${defect} ${about}`}>
          <Text size="sm" className="figures">
            {t('defect', { defect, about, found })}
          </Text>
        </li>
      ))}
    </ul>
  )
}

function LedgerTable({ currencies }: { currencies: Sums[] }) {
  const t = useAdminOverviewText()
  return (
    <WideTable label={t('ledger')} minWidth={320}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('currency')}</Table.Th>
          {currencies.map(({ currency }) => (
            <Table.Th key={currency} scope="col" ta="right">
              {currency}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sums.map((name) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" fw={500}>
              {t(name)}
            </Table.Th>
            {currencies.map((currency) => (
              <Amount key={currency.currency} sums={currency} name={name} />
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  )
}

/** A sum of the ledger; one that proves a fault stands out. */
function Amount({ sums: of, name }: { sums: Sums; name: (typeof sums)[number] }) {
  const t = useAdminOverviewText()
  const money = useMoney()
  const amount = of[name]
  const isWrong =
    (name === 'sum' && of.sum !== 0) || (name === 'providerBalance' && amount !== null && amount !== of.psp)
  return (
    <Table.Td ta="right" className="figures" c={isWrong ? 'var(--bad)' : undefined} fw={isWrong ? 700 : undefined}>
      {amount === null ? t('noAnswer') : money.exact({ amount, currency: of.currency })}
    </Table.Td>
  )
}
