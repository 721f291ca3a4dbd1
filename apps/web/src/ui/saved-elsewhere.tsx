import { Button, Stack } from '@mantine/core'
import { FormError } from './states.tsx'

/** What is being changed was saved from somewhere else meanwhile: the newer one can be fetched. */
export function SavedElsewhere({ onReload }: { onReload: () => void }) {
  return (
    <FormError title="This was changed meanwhile">
      <Stack gap="sm" align="flex-start">
        It was saved on another device or in another tab. Reload to see it; what you changed here is lost.
        <Button variant="default" size="sm" onClick={onReload}>
          Reload
        </Button>
      </Stack>
    </FormError>
  )
}
