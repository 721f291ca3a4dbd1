/** The theme: worn on this device at once, kept with the account, and put on wherever its owner signs in. */
import { getMe, type Preferences, updateMe } from '@ecc/contracts/users'
import { useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { queryKeyOf, useApiMutation } from './api.ts'
import { useSession } from './session.ts'
import { useMe } from './viewer.ts'

type Theme = Exclude<Preferences['theme'], 'default'>

/** The theme worn now, and how to choose another; a guest's choice stays on this device. */
export function useTheme() {
  const queryClient = useQueryClient()
  const { status } = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const save = useApiMutation(updateMe, {
    onSuccess: (reply) => queryClient.setQueryData(queryKeyOf(getMe, {}), reply),
  })
  return {
    theme: colorScheme === 'auto' ? ('system' as const) : colorScheme,
    choose(theme: Theme) {
      setColorScheme(schemeOf(theme))
      if (status === 'signed-in') save.mutate({ body: { preferences: { theme } } })
    },
    error: save.error,
  }
}

/** Puts on the theme of whoever is signed in, when it becomes known and when it changes; one never chosen changes nothing. */
export function useSavedTheme(): void {
  const { status } = useSession()
  const { data } = useMe()
  const { setColorScheme } = useMantineColorScheme()
  const theme = status === 'signed-in' ? data?.preferences.theme : undefined
  useEffect(() => {
    if (theme !== undefined && theme !== 'default') setColorScheme(schemeOf(theme))
  }, [theme, setColorScheme])
}

const schemeOf = (theme: Theme) => (theme === 'system' ? 'auto' : theme)
