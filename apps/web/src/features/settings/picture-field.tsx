import { getOnboarding } from '@ecc/contracts/coaches'
import { getMe, removeAvatar, setAvatar } from '@ecc/contracts/users'
import { Button, FileButton, Group, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconPhotoUp } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useMe } from '../../lib/viewer.ts'
import { Face } from '../../ui/face.tsx'
import { FormError } from '../../ui/states.tsx'
import { squarePicture } from './square-picture.ts'
import { useSettingsText } from './text.ts'

/** The own picture: choose another, or remove it. It is made square and small before it is sent. */
export function PictureField() {
  const t = useSettingsText()
  const me = useMe()
  const reset = useRef<() => void>(null)
  const [unreadable, setUnreadable] = useState(false)
  const [preparing, setPreparing] = useState(false)
  const set = useApiMutation(setAvatar, {
    invalidates: [getMe, getOnboarding],
    onSuccess: () => notifications.show({ message: t('pictureSaved') }),
  })
  const remove = useApiMutation(removeAvatar, {
    invalidates: [getMe, getOnboarding],
    onSuccess: () => notifications.show({ message: t('pictureRemoved') }),
  })
  const choose = async (file: File | null) => {
    reset.current?.()
    if (file === null) return
    remove.reset()
    set.reset()
    setPreparing(true)
    const picture = await squarePicture(file).catch(() => null)
    setPreparing(false)
    setUnreadable(picture === null)
    if (picture) set.mutate({ body: picture })
  }
  const url = me.data?.avatarUrl ?? null
  const error = set.error ?? remove.error
  return (
    <Stack gap="md">
      <Group gap="lg" wrap="nowrap">
        <Face name={me.data?.displayName ?? ''} url={url} size={84} />
        <Stack gap={8}>
          <Group gap="xs">
            <FileButton
              accept="image/png,image/jpeg,image/webp"
              resetRef={reset}
              inputProps={{ 'aria-label': t('pictureFile') }}
              onChange={(file) => void choose(file)}
            >
              {(props) => (
                <Button
                  {...props}
                  variant="default"
                  loading={preparing || set.isPending}
                  leftSection={<IconPhotoUp size={18} aria-hidden />}
                >
                  {t(url === null ? 'addPicture' : 'changePicture')}
                </Button>
              )}
            </FileButton>
            {url === null ? null : (
              <Button variant="subtle" color="gray" loading={remove.isPending} onClick={() => remove.mutate({})}>
                {t('removePicture')}
              </Button>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {t('pictureHint')}
          </Text>
        </Stack>
      </Group>
      <FormError message={unreadable ? t('pictureUnreadable') : error ? messageOf(error) : null} />
    </Stack>
  )
}
