import { explainSlot, getCalendar, listTimeOff, removeTimeOff, type TimeOff } from '@ecc/contracts/availability'
import { getAvailability } from '@ecc/contracts/coaches'
import { ActionIcon, Button, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useApiMutation, useApiQuery } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useTimes } from '../../lib/viewer.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormError, LoadingLines } from '../../ui/states.tsx'
import classes from './coach-calendar.module.css'
import { useDateName } from './pause-panel.tsx'
import { useCalendarText } from './text.ts'
import { TimeOffDialog } from './time-off-dialog.tsx'

/** Time off, to see, add and remove. Each counts at once, apart from the hours. */
export function TimeOffPanel() {
  const t = useCalendarText()
  const hours = useApiQuery(getAvailability, {})
  const timeOff = useApiQuery(listTimeOff, {})
  const [adding, setAdding] = useState(false)
  const zone = hours.data?.zone
  return (
    <Panel
      title={t('offTitle')}
      lead={t('offLead')}
      actions={
        <Button
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          disabled={zone === undefined}
          onClick={() => setAdding(true)}
        >
          {t('addOff')}
        </Button>
      }
    >
      <Loaded query={timeOff} skeleton={<LoadingLines count={1} heightPx={60} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Text c="dimmed">{t('noOff')}</Text>
          ) : (
            <ul className={classes.offs}>
              {items.map((one) => (
                <TimeOffRow key={one.id} timeOff={one} zone={zone} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {adding && zone !== undefined ? <TimeOffDialog zone={zone} onClose={() => setAdding(false)} /> : null}
    </Panel>
  )
}

function TimeOffRow({ timeOff, zone }: { timeOff: TimeOff; zone: string | undefined }) {
  const t = useCalendarText()
  const when = useWhen(zone)(timeOff)
  const remove = useApiMutation(removeTimeOff, {
    invalidates: [listTimeOff, getCalendar, explainSlot, getAvailability],
    onSuccess: () => notifications.show({ message: t('didRemove') }),
  })
  return (
    <li className={classes.off}>
      <div>
        <Text fw={560} className="figures">
          {when}
        </Text>
        {timeOff.note === '' ? null : (
          <Text size="sm" c="dimmed">
            {timeOff.note}
          </Text>
        )}
        <FormError message={remove.error ? messageOf(remove.error) : null} />
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={38}
        aria-label={t('removeOff', { when })}
        loading={remove.isPending}
        onClick={() => remove.mutate({ params: { id: timeOff.id } })}
      >
        <IconTrash size={18} stroke={1.7} />
      </ActionIcon>
    </li>
  )
}

/** "Mon, 2 Aug – Sun, 15 Aug", or from a time to another. */
function useWhen(zone: string | undefined) {
  const t = useCalendarText()
  const times = useTimes()
  const nameOf = useDateName()
  return ({ firstDate, lastDate, startsAt, endsAt }: TimeOff): string => {
    if (firstDate !== null && lastDate !== null) {
      return firstDate === lastDate
        ? nameOf(firstDate)
        : t('between', { from: nameOf(firstDate), to: nameOf(lastDate) })
    }
    if (startsAt === null || endsAt === null) return ''
    return t('between', { from: times.dayTime(startsAt, zone), to: times.dayTime(endsAt, zone) })
  }
}
