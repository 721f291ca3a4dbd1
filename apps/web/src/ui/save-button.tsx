import { Button, type ButtonProps, Stack } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { saveBlob } from '../lib/download.ts'
import { messageOf } from '../lib/message.ts'
import { FormError } from './states.tsx'

/** Fetches a file, which comes as a Blob, and hands it to the browser to save; says why that failed. */
export function SaveButton(
  props: Pick<ButtonProps, 'variant' | 'size' | 'disabled'> & {
    fetchFile: () => Promise<unknown>
    fileName: string
    children: string
  },
) {
  const { fetchFile, fileName, ...looks } = props
  const file = useMutation({ mutationFn: async () => saveBlob((await fetchFile()) as Blob, fileName) })
  return (
    <Stack gap="xs" align="flex-start">
      <Button
        variant="default"
        {...looks}
        loading={file.isPending}
        leftSection={<IconDownload size={17} aria-hidden />}
        onClick={() => file.mutate()}
      />
      <FormError message={file.error ? messageOf(file.error) : null} />
    </Stack>
  )
}
