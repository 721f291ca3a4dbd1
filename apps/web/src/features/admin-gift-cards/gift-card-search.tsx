import { type GiftCardState, listAllGiftCards, type StaffGiftCard } from '@ecc/contracts/gift-cards'
import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { IconGiftOff } from '@tabler/icons-react'
import { type ReactNode, type SyntheticEvent, useState } from 'react'
import { useApiPages } from '../../lib/api.ts'
import { limitOf } from '../../lib/field-limits.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { MoreButton } from '../../ui/more-button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { RowList } from '../../ui/row-list.tsx'
import { EmptyState, LoadingLines } from '../../ui/states.tsx'
import { type Act, ActDialog } from './act-dialog.tsx'
import classes from './admin-gift-cards.module.css'
import { useAdminGiftCardsText } from './text.ts'

interface Filters {
  q: string
  state: GiftCardState | ''
}
const noFilters: Filters = { q: '', state: '' }
const maxSearch = limitOf(listAllGiftCards.query.properties.q, 'maxLength')

/** Everyone's gift cards, looked for by who bought them, for whom, and by state. `stateName` and `tags` say where one stands. */
export function GiftCardSearch(props: {
  states: readonly { value: GiftCardState; label: string }[]
  tags: (card: StaffGiftCard) => ReactNode
}) {
  const t = useAdminGiftCardsText()
  const [filters, setFilters] = useState(noFilters)
  const [doing, setDoing] = useState<{ card: StaffGiftCard; act: Act } | null>(null)
  const asked = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))
  const cards = useApiPages(listAllGiftCards, { query: asked }, { keepPrevious: true })
  return (
    <Stack gap="lg">
      <FilterForm states={props.states} onSearch={setFilters} />
      <Loaded query={cards} skeleton={<LoadingLines count={5} heightPx={72} />}>
        {() =>
          cards.items.length === 0 ? (
            <EmptyState icon={<IconGiftOff size={28} stroke={1.6} />} title={t('none')}>
              {t('noneBody')}
            </EmptyState>
          ) : (
            <Panel>
              <RowList>
                {cards.items.map((card) => (
                  <li key={card.id}>
                    <CardLine card={card} tags={props.tags(card)} onAct={(act) => setDoing({ card, act })} />
                  </li>
                ))}
              </RowList>
              <MoreButton pages={cards} />
            </Panel>
          )
        }
      </Loaded>
      {doing ? <ActDialog {...doing} onClose={() => setDoing(null)} /> : null}
    </Stack>
  )
}

function CardLine({ card, tags, onAct }: { card: StaffGiftCard; tags: ReactNode; onAct: (act: Act) => void }) {
  const t = useAdminGiftCardsText()
  const times = useTimes()
  const money = useMoney()
  const { id, buyer, recipientName, recipientEmail, deliverAt, deliveredAt, redeemedAt, redeemedBy, createdAt } = card
  const mayEnd = card.state === 'open' || card.state === 'scheduled'
  const name = [recipientName, recipientEmail].filter((part) => part !== null).join(', ')
  const course = [
    name === '' ? t('toHand') : t('for', { name }),
    deliveredAt === null || recipientEmail === null ? null : t('mailedOn', { when: times.dayTime(deliveredAt) }),
    deliveredAt !== null || deliverAt === null ? null : t('mailedFrom', { when: times.dayTime(deliverAt) }),
    redeemedAt === null ? null : t('redeemedBy', { when: times.dayTime(redeemedAt), id: redeemedBy ?? '' }),
  ]
  const lock = card.lockedByStaff ? 'unlock' : 'lock'
  return (
    <>
      <div className={classes.words}>
        <Group gap="sm">
          <Text fw={620} className="figures">
            {money.exact(card.amount)}
          </Text>
          {tags}
        </Group>
        <Text size="sm">{t('boughtBy', { name: buyer.name ?? buyer.id, when: times.dayTime(createdAt) })}</Text>
        <Text size="sm" c="dimmed">
          {course.filter((part) => part !== null).join(' · ')}
        </Text>
        <span className={classes.id}>{id}</span>
      </div>
      {mayEnd ? (
        <Group gap="xs">
          <Button size="compact-sm" variant="default" aria-label={t(`${lock}Of`, { id })} onClick={() => onAct(lock)}>
            {t(lock)}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t('giveBackOf', { id })}
            onClick={() => onAct('giveBack')}
          >
            {t('giveBack')}
          </Button>
        </Group>
      ) : null}
    </>
  )
}

function FilterForm(props: {
  states: readonly { value: GiftCardState; label: string }[]
  onSearch: (filters: Filters) => void
}) {
  const t = useAdminGiftCardsText()
  const [draft, setDraft] = useState(noFilters)
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    props.onSearch({ ...draft, q: draft.q.trim() })
  }
  return (
    <form onSubmit={submit} className={classes.filters} role="search">
      <TextInput
        label={t('search')}
        maxLength={maxSearch}
        value={draft.q}
        onChange={(event) => setDraft({ ...draft, q: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('state')}
        value={draft.state}
        onChange={(event) => {
          const chosen = event.currentTarget.value
          setDraft({ ...draft, state: props.states.find(({ value }) => value === chosen)?.value ?? '' })
        }}
        data={[{ value: '', label: t('anyState') }, ...props.states]}
      />
      <Button type="submit">{t('find')}</Button>
    </form>
  )
}
