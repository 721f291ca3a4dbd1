import { listOwnOffers, type Offer } from '@ecc/contracts/coaches'
import { Button, Group, NativeSelect, SegmentedControl, Stack, Text } from '@mantine/core'
import { useApiQuery } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { Panel } from '../../ui/panel.tsx'
import { FormError } from '../../ui/states.tsx'
import { copyOf, type DraftWindow, type HoursDraft, usualHours, weekOf, withWeek } from './hours-draft.ts'
import { useHoursText } from './text.ts'
import { WeekEditor } from './week-editor.tsx'
import { WeekGrid } from './week-grid.tsx'
import { WeekPresets } from './week-presets.tsx'

export type WeekView = 'draw' | 'type'

/** The weekly hours, usual or of one offer, to draw on a grid or to type. */
export function WeekPanel(props: {
  draft: HoursDraft
  onChange: (change: Partial<HoursDraft>) => void
  /** `usual`, or an offer's id. */
  whose: string
  onWhose: (whose: string) => void
  view: WeekView
  onView: (view: WeekView) => void
  announce: (text: string) => void
}) {
  const t = useHoursText()
  const { draft, whose, view } = props
  const days = weekOf(draft, whose)
  const change = (changed: DraftWindow[][] | null) => props.onChange(withWeek(draft, whose, changed))
  return (
    <Panel
      title={t('week')}
      lead={t(view === 'draw' ? 'weekLeadDraw' : 'weekLead')}
      actions={
        <SegmentedControl
          aria-label={t('view')}
          value={view}
          onChange={(chosen) => props.onView(chosen as WeekView)}
          data={[
            { value: 'draw', label: t('viewDraw') },
            { value: 'type', label: t('viewType') },
          ]}
        />
      }
    >
      <Stack gap="md">
        <WhoseHours draft={draft} whose={whose} onWhose={props.onWhose} onUsual={() => change(null)} />
        {days === undefined ? (
          <Group justify="space-between" gap="sm">
            <Text c="dimmed">{t('asUsual')}</Text>
            <Button variant="default" size="sm" onClick={() => change(draft.days.map(copyOf))}>
              {t('giveOwn')}
            </Button>
          </Group>
        ) : (
          <>
            {days.every((windows) => windows.length === 0) ? <WeekPresets onChoose={change} /> : null}
            {view === 'draw' ? (
              <WeekGrid days={days} onChange={change} announce={props.announce} />
            ) : (
              <WeekEditor days={days} onChange={change} />
            )}
          </>
        )}
      </Stack>
    </Panel>
  )
}

function WhoseHours(props: {
  draft: HoursDraft
  whose: string
  onWhose: (whose: string) => void
  onUsual: () => void
}) {
  const t = useHoursText()
  const offers = useApiQuery(listOwnOffers, {})
  const { whose, draft } = props
  if (offers.error && !offers.data) return <FormError message={messageOf(offers.error)} />
  const items = offers.data?.items ?? []
  if (items.length === 0) return null
  const hasOwn = (offerId: string) => weekOf(draft, offerId) !== undefined
  const label = ({ id, title }: Offer) => (hasOwn(id) ? t('offerOwn', { title }) : title)
  return (
    <Group align="flex-end" gap="sm">
      <NativeSelect
        label={t('whose')}
        value={whose}
        maw={340}
        flex="1 1 220px"
        data={[
          { value: usualHours, label: t('usual') },
          ...items.map((offer) => ({ value: offer.id, label: label(offer) })),
        ]}
        onChange={(event) => props.onWhose(event.currentTarget.value)}
      />
      {whose !== usualHours && hasOwn(whose) ? (
        <Button variant="subtle" color="gray" onClick={props.onUsual}>
          {t('backToUsual')}
        </Button>
      ) : null}
    </Group>
  )
}
