import { getAvailability, type OwnAvailability } from '@ecc/contracts/coaches'
import { Button, Stack, Text } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useId, useRef, useState } from 'react'
import { useApiQuery } from '../../lib/api.ts'
import { useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { SaveBar } from '../../ui/save-bar.tsx'
import { FormError, LoadingLines } from '../../ui/states.tsx'
import { UnsavedChanges } from '../../ui/unsaved-changes.tsx'
import { ZoneSelect } from '../../ui/zone-select.tsx'
import { BookingRules } from './booking-rules.tsx'
import classes from './coach-hours.module.css'
import { DateList } from './date-list.tsx'
import { useHoursText } from './text.ts'
import { useHoursForm } from './use-hours-form.ts'
import { WeekEditor } from './week-editor.tsx'

/** Hours that an onboarding needs. */
const leastOpenHours = 5

/** A coach's clock, weekly hours, special dates and booking rules, under one save. */
export function HoursEditor() {
  const hours = useApiQuery(getAvailability, {})
  return (
    <Loaded query={hours} skeleton={<LoadingLines count={3} heightPx={180} />}>
      {(data) => <Editor saved={data} />}
    </Loaded>
  )
}

function Editor({ saved }: { saved: OwnAvailability }) {
  const t = useHoursText()
  const form = useHoursForm(saved)
  const { draft, change } = form
  const frame = useRef<HTMLDivElement>(null)
  const note = form.showFaults
    ? t('mend')
    : form.changed
      ? t('unsaved')
      : t(saved.zoneConfirmed ? 'allSaved' : 'unconfirmed')
  const save = () => {
    if (!form.save()) focusFirstFault(frame.current)
  }
  return (
    <Stack gap="lg" ref={frame}>
      <ClockPanel saved={saved} zone={draft.zone} onZone={(zone) => change({ zone })} />
      <Panel title={t('week')} lead={t('weekLead')}>
        <WeekEditor days={draft.days} onChange={(days) => change({ days })} />
      </Panel>
      <Panel title={t('dates')} lead={t('datesLead')}>
        <DateList dates={draft.dates} today={form.today} onChange={(dates) => change({ dates })} />
      </Panel>
      <MorePanel>
        <BookingRules draft={draft} onChange={change} />
      </MorePanel>
      {form.conflict ? (
        <FormError title={t('changed')}>
          <Stack gap="sm" align="flex-start">
            {t('changedBody')}
            <Button variant="default" size="sm" onClick={() => void form.reload()}>
              {t('reload')}
            </Button>
          </Stack>
        </FormError>
      ) : (
        <FormError message={form.problem} />
      )}
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
