import type { Document } from '@ecc/contracts/receipts'
import { Text } from '@mantine/core'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { TextLink } from '../../ui/link.tsx'
import { MoreButton, type Pages } from '../../ui/more-button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { RowList } from '../../ui/row-list.tsx'
import { useReceiptsText } from './text.ts'

/** Documents one below the other, each to open; `named` says to whom they were issued. */
export function DocumentList({ pages, named }: { pages: Pages & { items: readonly Document[] }; named?: boolean }) {
  const t = useReceiptsText()
  const money = useMoney()
  const times = useTimes()
  return (
    <Panel>
      <RowList>
        {pages.items.map(({ id, kind, number, issuedOn, total, lines, recipient }) => (
          <li key={id}>
            <div>
              <TextLink to="/documents/$id" params={{ id }} className="figures" aria-label={t('open', { number })}>
                {number}
              </TextLink>
              <Text size="sm" c="dimmed">
                {times.date(issuedOn, 'UTC')} ·{' '}
                {named ? `${t(kind)}, ${recipient.name ?? recipient.id}` : lines[0]?.text}
              </Text>
            </div>
            <Text className="figures">
              {kind === 'credit-note' ? '−' : null}
              {money.exact(total)}
            </Text>
          </li>
        ))}
      </RowList>
      <MoreButton pages={pages} />
    </Panel>
  )
}
