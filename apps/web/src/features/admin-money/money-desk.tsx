import { Stack } from '@mantine/core'
import { ActsPanel } from './acts-panel.tsx'
import { ChargebacksPanel, RefusedRefundsPanel } from './bank-panels.tsx'
import { DifferencesPanel } from './differences-panel.tsx'
import { OperationsPanel, WaitingPanel } from './operations-panel.tsx'
import { StatementPanel } from './statement-panel.tsx'
import { WatchPanel } from './watch-panel.tsx'

/** The operator's side of money: what needs a person first, what is only to be known last. */
export function MoneyDesk() {
  return (
    <Stack gap="lg">
      <WatchPanel />
      <DifferencesPanel />
      <OperationsPanel />
      <RefusedRefundsPanel />
      <ChargebacksPanel />
      <WaitingPanel />
      <StatementPanel />
      <ActsPanel />
    </Stack>
  )
}
