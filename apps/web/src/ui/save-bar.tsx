import { Button, Group, Text } from '@mantine/core'
import classes from './save-bar.module.css'

/** Stays in sight below a long form: save its changes, or discard them. `onDiscard` is null when only saving makes sense. */
export function SaveBar(props: {
  changed: boolean
  busy: boolean
  note: string
  saveLabel: string
  discardLabel: string
  onSave: () => void
  onDiscard: (() => void) | null
}) {
  return (
    <div className={classes.bar} data-changed={props.changed}>
      <Text size="sm" c={props.changed ? undefined : 'dimmed'} role="status">
        {props.note}
      </Text>
      <Group gap="xs" wrap="nowrap" ml="auto">
        {props.changed && props.onDiscard ? (
          <Button variant="subtle" color="gray" onClick={props.onDiscard} disabled={props.busy}>
            {props.discardLabel}
          </Button>
        ) : null}
        <Button onClick={props.onSave} loading={props.busy} disabled={!props.changed}>
          {props.saveLabel}
        </Button>
      </Group>
    </div>
  )
}
