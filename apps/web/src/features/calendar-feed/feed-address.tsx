import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconCalendarPlus } from '@tabler/icons-react'
import { CopyButton } from '../../ui/copy-button.tsx'
import { useFeedText } from './text.ts'

/** The address at the one time it is known: to copy, or to hand to a calendar app. */
export function FeedAddress({ url }: { url: string }) {
  const t = useFeedText()
  return (
    <Stack gap="sm">
      <TextInput
        label={t('address')}
        description={t('once')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={url}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
      />
      <Group gap="xs">
        <CopyButton value={url} label={t('copy')} copiedLabel={t('copied')} />
        <Button
          component="a"
          href={url.replace(/^https?:/, 'webcal:')}
          variant="default"
          leftSection={<IconCalendarPlus size={18} aria-hidden />}
        >
          {t('open')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {t('howTo')}
      </Text>
    </Stack>
  )
}
