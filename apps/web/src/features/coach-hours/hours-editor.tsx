import { getAvailability, type OwnAvailability } from '@ecc/contracts/coaches'
import { Button, Stack, Text, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconChevronDown } from '@tabler/icons-react'
import { useEffect, useId, useRef, useState } from 'react'
import { useApiQuery } from '../../lib/api.ts'
import { now } from '../../lib/clock.ts'
import { useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { SaveBar } from '../../ui/save-bar.tsx'
import { SavedElsewhere } from '../../ui/saved-elsewhere.tsx'
import { FormError, LoadingLines } from '../../ui/states.tsx'
import { UnsavedChanges } from '../../ui/unsaved-changes.tsx'
import { ZoneSelect } from '../../ui/zone-select.tsx'
import { BookingRules } from './booking-rules.tsx'
import { BookingsOutside } from './bookings-outside.tsx'
import { CapFields } from './cap-fields.tsx'
import classes from './coach-hours.module.css'
import { DateList } from './date-list.tsx'
import { usualHours } from './hours-draft.ts'
import { useHoursText } from './text.ts'
import { useHoursForm } from './use-hours-form.ts'
import { WeekPanel, type WeekView } from './week-panel.tsx'

/** Hours that an onboarding needs. */
const leastOpenHours = 5

/** A coach's clock, weekly hours, special dates and booking rules, under one save. */
export function HoursEditor({ onUnsaved }: { onUnsaved: (unsaved: boolean) => void }) {
  const hours = useApiQuery(getAvailability, {})
  return (
    <Loaded query={hours} skeleton={<LoadingLines count={3} heightPx={180} />}>
      {(data) => <Editor saved={data} onUnsaved={onUnsaved} />}
    </Loaded>
  )
}

function Editor({ saved, onUnsaved }: { saved: OwnAvailability; onUnsaved: (unsaved: boolean) => void }) {
  const t = useHoursText()
  const times = useTimes()
  const form = useHoursForm(saved)
  const { draft, change } = form
  const frame = useRef<HTMLDivElement>(null)
  const isPhone = useMediaQuery('(max-width: 36em)', undefined, { getInitialValueInEffect: false })
  const [view, setView] = useState<WeekView>(isPhone ? 'type' : 'draw')
  const [whose, setWhose] = useState(usualHours)
  const [announcement, setAnnouncement] = useState('')
  const [refusals, setRefusals] = useState(0)
  useEffect(() => onUnsaved(form.changed), [onUnsaved, form.changed])
  useEffect(() => {
    if (refusals > 0) focusFirstFault(frame.current)
  }, [refusals])
  const note = form.showFaults
    ? t('mend')
    : form.changed
      ? t('unsaved')
      : t(saved.zoneConfirmed ? 'allSaved' : 'unconfirmed')
  const save = () => {
    if (form.save()) return
    if (form.faultyWeek !== null) {
      setWhose(form.faultyWeek)
      setView('type')
    }
    setRefusals(refusals + 1)
  }
  const setZone = (zone: string) => {
    change({ zone })
    setAnnouncement(t('sayZone', { zone: zone.replaceAll('_', ' '), time: times.time(now(), zone) }))
  }
  return (
    <Stack gap="lg" ref={frame}>
      <ClockPanel saved={saved} zone={draft.zone} onZone={setZone} />
      <WeekPanel
        draft={draft}
        onChange={change}
        whose={whose}
        onWhose={setWhose}
        view={view}
        onView={setView}
        announce={setAnnouncement}
      />
      <Panel title={t('dates')} lead={t('datesLead')}>
        <DateList dates={draft.dates} today={form.today} onChange={(dates) => change({ dates })} />
      </Panel>
      <MorePanel>
        <Stack gap="md">
          <BookingRules draft={draft} onChange={change} />
          <CapFields draft={draft} onChange={change} />
        </Stack>
      </MorePanel>
      <BookingsOutside bookings={form.outside} onDone={form.forgetOutside} />
      {form.conflict ? <SavedElsewhere onReload={() => void form.reload()} /> : <FormError message={form.problem} />}
      <SaveBar
        changed={form.changed || !saved.zoneConfirmed}
        busy={form.saving}
        note={note}
        saveLabel={t('save')}
        discardLabel={t('discard')}
        onSave={save}
        onDiscard={form.changed ? form.discard : null}
      />
      <UnsavedChanges when={form.changed} />
      <VisuallyHidden role="status">{announcement}</VisuallyHidden>
    </Stack>
  )
}

/** The first time that needs a change gets the focus, and with it comes into sight. */
function focusFirstFault(frame: HTMLElement | null): void {
  frame?.querySelector<HTMLElement>('input[aria-invalid="true"]')?.focus()
}

function ClockPanel(props: { saved: OwnAvailability; zone: string; onZone: (zone: string) => void }) {
  const t = useHoursText()
  const times = useTimes()
  const nowMs = useNow(10_000)
  const { openHoursNext14Days: hours, zoneConfirmed } = props.saved
  const time = times.time(nowMs, props.zone)
  return (
    <Panel title={t('zoneTitle')}>
      <div className={classes.clockPanel}>
        <ZoneSelect
          label={t('zone')}
          description={t(zoneConfirmed ? 'zoneNow' : 'zoneConfirm', { time })}
          value={props.zone}
          onChange={props.onZone}
        />
        <div>
          <Text fz={28} fw={720} lh={1.2} className="figures">
            {t('openHours', { hours: Math.round(hours * 10) / 10 })}
          </Text>
          <Text size="sm" c="dimmed">
            {t('openHoursLead')}
          </Text>
          {hours < leastOpenHours ? (
            <Text size="sm" c="var(--warn)">
              {t('openHoursLow')}
            </Text>
          ) : null}
        </div>
      </div>
    </Panel>
  )
}

function MorePanel({ children }: { children: React.ReactNode }) {
  const t = useHoursText()
  const id = useId()
  const [open, setOpen] = useState(false)
  return (
    <Panel
      title={t('more')}
      lead={t('moreLead')}
      actions={
        <Button
          variant="subtle"
          color="gray"
          size="sm"
          aria-expanded={open}
          aria-controls={id}
          rightSection={<IconChevronDown size={17} aria-hidden className={open ? classes.turned : undefined} />}
          onClick={() => setOpen(!open)}
        >
          {t(open ? 'hideMore' : 'showMore')}
        </Button>
      }
    >
      <div id={id} hidden={!open}>
        {children}
      </div>
    </Panel>
  )
}
