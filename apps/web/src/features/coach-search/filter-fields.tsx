import { NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { languageName, useCatalogue } from '../../lib/catalogue.ts'
import { Choices } from './choices.tsx'
import type { Filters } from './filters.ts'
import { useSearchText } from './text.ts'
import { WhenField } from './when-field.tsx'

type Facet = { value: string; count: number }[]
export interface Facets {
  game: Facet
  language: Facet
  role: Facet
}

export interface FilterFieldsProps {
  filters: Filters
  facets: Facets | undefined
  onChange: (change: Partial<Filters>) => void
}

/** All filters, for the side of the page or the drawer of a phone. */
export function FilterFields({ filters, facets, onChange }: FilterFieldsProps) {
  const t = useSearchText()
  const { games, game, roleName } = useCatalogue()
  const chosen = filters.game === undefined ? undefined : game(filters.game)
  const pick = (any: string, options: { value: string; label: string }[]) => [{ value: '', label: any }, ...options]
  const counted = (facet: Facet | undefined, nameOf: (value: string) => string) =>
    (facet ?? []).map(({ value, count }) => ({ value, label: `${nameOf(value)} (${count})` }))
  const countOf = (gameId: string) => facets?.game.find(({ value }) => value === gameId)?.count
  const withCount = (name: string, count: number | undefined) => (count === undefined ? name : `${name} (${count})`)
  return (
    <Stack gap="lg">
      <WordsField value={filters.q} onChange={(q) => onChange({ q })} />
      <WhenField filters={filters} onChange={onChange} />
      <NativeSelect
        label={t('game')}
        value={filters.game ?? ''}
        data={pick(
          t('anyGame'),
          games.map(({ id, name }) => ({ value: id, label: withCount(name, countOf(id)) })),
        )}
        onChange={(event) =>
          onChange({ game: event.currentTarget.value || undefined, role: undefined, rank: undefined })
        }
      />
      {chosen === undefined ? null : (
        <>
          <NativeSelect
            label={t('role')}
            value={filters.role ?? ''}
            data={pick(
              t('anyRole'),
              facets && facets.role.length > 0
                ? counted(facets.role, (id) => roleName(chosen.id, id))
                : chosen.roles.map(({ id, name }) => ({ value: id, label: name })),
            )}
            onChange={(event) => onChange({ role: event.currentTarget.value || undefined })}
          />
          <NativeSelect
            label={t('rank')}
            value={filters.rank ?? ''}
            data={pick(
              t('anyRank'),
              chosen.ranks.toReversed().map(({ id, name }) => ({ value: id, label: name })),
            )}
            onChange={(event) => onChange({ rank: event.currentTarget.value || undefined })}
          />
        </>
      )}
      <NativeSelect
        label={t('language')}
        value={filters.language ?? ''}
        data={pick(t('anyLanguage'), counted(facets?.language, languageName))}
        onChange={(event) => onChange({ language: event.currentTarget.value || undefined })}
      />
      <SimpleGrid cols={2} spacing="sm">
        <PriceField label={t('minPrice')} value={filters.minPrice} onChange={(minPrice) => onChange({ minPrice })} />
        <PriceField label={t('maxPrice')} value={filters.maxPrice} onChange={(maxPrice) => onChange({ maxPrice })} />
      </SimpleGrid>
      <RatingField value={filters.minRating} onChange={(minRating) => onChange({ minRating })} />
    </Stack>
  )
}

function WordsField(props: { value: string | undefined; onChange: (value: string | undefined) => void }) {
  const t = useSearchText()
  const { typed, type } = useTyped(props.value ?? '', (text) => props.onChange(text.trim() || undefined))
  return (
    <TextInput
      type="search"
      label={t('words')}
      placeholder={t('wordsHint')}
      leftSection={<IconSearch size={17} aria-hidden />}
      value={typed}
      maxLength={100}
      onChange={(event) => type(event.currentTarget.value)}
    />
  )
}

function PriceField(props: {
  label: string
  value: number | undefined
  onChange: (value: number | undefined) => void
}) {
  const { typed, type } = useTyped(props.value === undefined ? '' : String(props.value), (text) =>
    props.onChange(text === '' ? undefined : Number(text)),
  )
  return (
    <TextInput
      label={props.label}
      inputMode="numeric"
      value={typed}
      maxLength={3}
      onChange={(event) => type(event.currentTarget.value.replace(/\D/g, ''))}
    />
  )
}

/** Text that is applied a moment after the last key, and follows when it is changed from elsewhere. */
function useTyped(value: string, apply: (text: string) => void) {
  const [typed, setTyped] = useState(value)
  const applyLater = useDebouncedCallback(apply, 300)
  useEffect(() => setTyped(value), [value])
  const type = (text: string) => {
    setTyped(text)
    applyLater(text)
  }
  return { typed, type }
}

function RatingField(props: { value: number | undefined; onChange: (value: number | undefined) => void }) {
  const t = useSearchText()
  return (
    <Choices
      label={t('rating')}
      value={props.value === undefined ? '' : String(props.value)}
      onChange={(value) => props.onChange(value === '' ? undefined : Number(value))}
      options={[
        { value: '', label: t('anyRating') },
        ...['4', '4.5', '4.8'].map((stars) => ({ value: stars, label: t('ratingAtLeast', { stars }) })),
      ]}
    />
  )
}
