import { type DocumentKind, listDocuments } from '@ecc/contracts/receipts'
import { Button, NativeSelect, Stack, TextInput } from '@mantine/core'
import { IconReceiptOff } from '@tabler/icons-react'
import { type SyntheticEvent, useState } from 'react'
import { useApiPages } from '../../lib/api.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { EmptyState, LoadingLines } from '../../ui/states.tsx'
import { DocumentList } from './document-list.tsx'
import classes from './receipts.module.css'
import { useReceiptsText } from './text.ts'

interface Filters {
  q: string
  kind: DocumentKind | ''
  from: string
  to: string
}
const noFilters: Filters = { q: '', kind: '', from: '', to: '' }
const kinds = ['receipt', 'credit-note', 'commission-invoice'] as const

/** Everyone's documents, looked for by number, by whom, and by date. */
export function DocumentSearch() {
  const t = useReceiptsText()
  const [filters, setFilters] = useState(noFilters)
  const asked = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))
  const documents = useApiPages(listDocuments, { query: asked }, { keepPrevious: true })
  return (
    <Stack gap="lg">
      <FilterForm onSearch={setFilters} />
      <Loaded query={documents} skeleton={<LoadingLines count={5} heightPx={56} />}>
        {() =>
          documents.items.length === 0 ? (
            <EmptyState icon={<IconReceiptOff size={28} stroke={1.6} />} title={t('nothingFound')}>
              {t('nothingFoundBody')}
            </EmptyState>
          ) : (
            <DocumentList named pages={documents} />
          )
        }
      </Loaded>
    </Stack>
  )
}

function FilterForm({ onSearch }: { onSearch: (filters: Filters) => void }) {
  const t = useReceiptsText()
  const [draft, setDraft] = useState(noFilters)
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    onSearch({ ...draft, q: draft.q.trim() })
  }
  return (
    <form onSubmit={submit} className={classes.filters} role="search">
      <TextInput
        label={t('search')}
        maxLength={100}
        value={draft.q}
        onChange={(event) => setDraft({ ...draft, q: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('kind')}
        value={draft.kind}
        onChange={(event) =>
          setDraft({ ...draft, kind: kinds.find((kind) => kind === event.currentTarget.value) ?? '' })
        }
        data={[{ value: '', label: t('anyKind') }, ...kinds.map((kind) => ({ value: kind, label: t(kind) }))]}
      />
      {(['from', 'to'] as const).map((end) => (
        <TextInput
          key={end}
          type="date"
          label={t(end === 'to' ? 'until' : 'from')}
          value={draft[end]}
          onChange={(event) => setDraft({ ...draft, [end]: event.currentTarget.value })}
        />
      ))}
      <Button type="submit">{t('find')}</Button>
    </form>
  )
}
