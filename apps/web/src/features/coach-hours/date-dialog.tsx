import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { FormError } from '../../ui/states.tsx'
import { copyOf, type DraftDate, type DraftWindow, datesBetween, nextWindow, windowFaults } from './hours-draft.ts'
import { useHoursText } from './text.ts'
import { WindowList } from './window-list.tsx'

/** Sets one date, or several in a row: off, or with hours of their own. `replaced` is the date that was changed. */
export function DateDialog(props: {
  open: DraftDate | 'new' | null
  today: string
  onClose: () => void
  onApply: (replaced: string | null, added: DraftDate[]) => void
}) {
  const t = useHoursText()
  const given = props.open === 'new' ? null : props.open
  const [date, setDate] = useState(given?.date ?? '')
  const [until, setUntil] = useState('')
  const [isOff, setIsOff] = useState(given === null || given.windows.length === 0)
  const [windows, setWindows] = useState(() => copyOf(given?.windows ?? []))
  const [tried, setTried] = useState(false)

  const dateFault = date === '' ? t('needDate') : date < props.today ? t('pastDate') : null
  const untilFault = until !== '' && until < date ? t('badRange') : null
  const hoursFault = !isOff && windows.length === 0 ? t('needHours') : null
  const apply = () => {
    setTried(true)
    if (dateFault || untilFault || hoursFault || (!isOff && windowFaults(windows).size > 0)) return
    const dates = datesBetween(date, until === '' ? date : until)
    const added = dates.map((one) => ({ date: one, windows: isOff ? [] : copyOf(windows) }))
    props.onApply(given?.date ?? null, added)
  }
  const choose = (kind: string) => {
    setIsOff(kind === 'off')
    if (kind === 'hours' && windows.length === 0) setWindows([nextWindow([])])
  }
  return (
    <Modal
      opened={props.open !== null}
      onClose={props.onClose}
      title={t('dateTitle')}
      centered
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack gap="lg">
        <Group align="flex-start" grow preventGrowOverflow={false}>
          <TextInput
            type="date"
            label={t('dateFrom')}
            min={props.today}
            value={date}
            error={tried ? dateFault : null}
            onChange={(event) => setDate(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label={t('dateTo')}
            min={date === '' ? props.today : date}
            value={until}
            error={tried ? untilFault : null}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
        </Group>
        <Radio.Group label={t('dateKind')} size="md" value={isOff ? 'off' : 'hours'} onChange={choose}>
          <Stack gap="xs" mt={6}>
            <Radio value="off" label={t('dateOff')} />
            <Radio value="hours" label={t('dateHours')} />
          </Stack>
        </Radio.Group>
        {isOff ? null : <DateHours windows={windows} onChange={setWindows} />}
        <FormError message={tried ? hoursFault : null} />
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose}>
            {t('dateCancel')}
          </Button>
          <Button onClick={apply}>{t('dateApply')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}

function DateHours(props: { windows: DraftWindow[]; onChange: (windows: DraftWindow[]) => void }) {
  const t = useHoursText()
  return (
    <Stack gap="xs" align="flex-start">
      <WindowList day={t('thatDay')} windows={props.windows} onChange={props.onChange} />
      <Button
        variant="subtle"
        color="gray"
        size="sm"
        leftSection={<IconPlus size={17} aria-hidden />}
        onClick={() => props.onChange([...props.windows, nextWindow(props.windows)])}
      >
        {t('addWindow', { day: t('thatDay') })}
      </Button>
    </Stack>
  )
}
