import { Box, Container, Group, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'

const siteName = 'Esport Coach Connect'

/** Names the page in the browser's tab; every page does this once its name is known. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · ${siteName}` : siteName
  }, [title])
}

export interface PageProps {
  /** The heading and the tab's name. */
  title: string
  /** One sentence below the heading. */
  lead?: ReactNode
  /** Buttons beside the heading. */
  actions?: ReactNode
  /** The pages of the section that this one is of. Heading and pages then stand alike on each, whatever its width. */
  nav?: ReactNode
  /** `narrow` for forms (480 px), `reading` for one column (760), `wide` for lists and grids (1120). */
  width?: 'narrow' | 'reading' | 'wide'
  children: ReactNode
}

const widthPx = { narrow: 480, reading: 760, wide: 1120 }

/** The width and the margins of a page, for one that brings its own heading. `--page-margin` moves it off the middle. */
export function PageFrame({ width = 'wide', children }: Pick<PageProps, 'width' | 'children'>) {
  return (
    <Container
      size={widthPx[width]}
      py={{ base: 'lg', sm: 'xl' }}
      px={{ base: 'md', sm: 'lg' }}
      mx="var(--page-margin, auto)"
    >
      {children}
    </Container>
  )
}

/** A page: heading, lead, actions, the pages of its section, content. */
export function Page({ title, lead, actions, nav, width = 'wide', children }: PageProps) {
  usePageTitle(title)
  return (
    <PageFrame width={nav === undefined ? width : 'wide'}>
      <Stack gap="xl">
        <Group justify="space-between" align="flex-end" gap="md">
          <Box>
            <Title order={1}>{title}</Title>
            {lead === undefined ? null : (
              <Text c="dimmed" mt={6} maw={640}>
                {lead}
              </Text>
            )}
          </Box>
          {actions === undefined ? null : <Group gap="sm">{actions}</Group>}
        </Group>
        {nav}
        <Stack gap="xl" maw={nav === undefined ? undefined : widthPx[width]}>
          {children}
        </Stack>
      </Stack>
    </PageFrame>
  )
}
