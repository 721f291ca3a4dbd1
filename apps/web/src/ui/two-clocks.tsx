import { Box, Text } from '@mantine/core'

/** A time on the viewer's clock with its zone, and on the other side's below it when that reads differently. */
export function TwoClocks(props: { mine: string; zone?: string; theirs?: string | null; strong?: boolean }) {
  return (
    <Box className="figures">
      <Text fw={props.strong ? 680 : 560} size={props.strong ? 'lg' : 'md'}>
        {props.mine}
      </Text>
      {props.zone ? (
        <Text size="sm" c="dimmed">
          {props.zone}
        </Text>
      ) : null}
      {props.theirs ? (
        <Text size="sm" c="dimmed">
          {props.theirs}
        </Text>
      ) : null}
    </Box>
  )
}
