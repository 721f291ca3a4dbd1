import { Box, Group, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import classes from './panel.module.css'

export interface PanelProps {
  /** Names the region, as a heading of level 2 (or 3). */
  title?: string
  lead?: ReactNode
  actions?: ReactNode
  /** `accent` for the one thing to do now, `sunken` for what is secondary. */
  tone?: 'plain' | 'accent' | 'sunken'
  level?: 2 | 3
  children: ReactNode
}

/** A bordered area of a page; with a title it is a named region. */
export function Panel({ title, lead, actions, tone = 'plain', level = 2, children }: PanelProps) {
  const id = useId()
  const className = [classes.panel, tone === 'plain' ? undefined : classes[tone]].filter(Boolean).join(' ')
  if (title === undefined) return <Box className={className}>{children}</Box>
  return (
    <section className={className} aria-labelledby={id}>
      <Stack gap="md">
        <Group justify="space-between" align="flex-start" gap="sm">
          <Box>
            <Title order={level} fz={level === 2 ? 'h3' : 'md'} id={id}>
              {title}
            </Title>
            {lead === undefined ? null : (
              <Text c="dimmed" size="sm" mt={2}>
                {lead}
              </Text>
            )}
          </Box>
          {actions}
        </Group>
        {children}
      </Stack>
    </section>
  )
}
