import { Button, Stack } from '@mantine/core'
import { messageOf } from '../lib/message.ts'
import { FormError } from './states.tsx'

/** A list as `useApiPages` has it. */
export interface Pages {
  hasNextPage: boolean
  isFetchingNextPage: boolean
  isFetchNextPageError: boolean
  error: unknown
  fetchNextPage: () => unknown
}

/** Below a list: fetches its next page, and says why that failed. Nothing when there is no more. */
export function MoreButton({ pages, children = 'Show more' }: { pages: Pages; children?: string }) {
  if (!pages.hasNextPage) return null
  return (
    <Stack align="center" gap="sm" mt="xs">
      <FormError message={pages.isFetchNextPageError ? messageOf(pages.error) : null} />
      <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        {children}
      </Button>
    </Stack>
  )
}
