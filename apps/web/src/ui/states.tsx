import { Alert, Box, Button, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './states.module.css'

/** Nothing here yet: what it is, and what to do about it. */
export function EmptyState(props: {
  icon?: ReactNode
  title: string
  children?: ReactNode
  action?: ReactNode
  /** It is the whole page: its title is the page's heading. */
  page?: boolean
}) {
  return (
    <Stack align="center" gap="sm" className={classes.empty}>
      {props.icon === undefined ? null : (
        <Box className={classes.emblem} aria-hidden>
          {props.icon}
        </Box>
      )}
      <Title order={props.page ? 1 : 2} fz={props.page ? 'h2' : 'h3'}>
        {props.title}
      </Title>
      {props.children === undefined ? null : (
        <Text c="dimmed" maw={440} component="div">
          {props.children}
        </Text>
      )}
      {props.action === undefined ? null : <Box mt="xs">{props.action}</Box>}
    </Stack>
  )
}

/** It could not be fetched: why, and a button to try again. */
export function ErrorState(props: { title?: string; message: string; onRetry?: () => void; page?: boolean }) {
  return (
    <Stack align="center" gap="sm" className={classes.empty} role="alert">
      <Box className={classes.emblem} data-tone="bad" aria-hidden>
        <IconPlugConnectedX size={26} stroke={1.6} />
      </Box>
      <Title order={props.page ? 1 : 2} fz={props.page ? 'h2' : 'h3'}>
        {props.title ?? 'This did not load'}
      </Title>
      <Text c="dimmed" maw={440}>
        {props.message}
      </Text>
      {props.onRetry === undefined ? null : (
        <Button variant="default" onClick={props.onRetry} mt="xs">
          Try again
        </Button>
      )}
    </Stack>
  )
}

/** What went wrong with something the person just did; read out at once. Nothing while there is no message. */
export function FormError({
  title,
  message,
  children,
}: {
  title?: string
  message?: string | null
  children?: ReactNode
}) {
  if (!message && !children) return null
  return (
    <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle size={18} />} title={title}>
      {message}
      {children}
    </Alert>
  )
}

/** Grey lines in place of content that is on its way. */
export function LoadingLines({ count = 3, heightPx = 84 }: { count?: number; heightPx?: number }) {
  return (
    <Stack gap="md" role="status" aria-label="Loading">
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} h={heightPx} radius="lg" />
      ))}
    </Stack>
  )
}
