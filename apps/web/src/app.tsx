import type { Notice } from '@ecc/contracts/notifications'
import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { startLive } from './lib/live.ts'
import { currentSession, onSessionChange, sessionReady, useSession } from './lib/session.ts'
import { useSavedTheme } from './lib/theme.ts'
import { router } from './routes.tsx'
import { cssVariables, theme } from './theme.ts'

const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: 15_000, refetchOnWindowFocus: true }, mutations: { retry: false } },
})

/** The whole app: theme, queries, live messages, router. */
export function App() {
  useEffect(() => {
    void sessionReady()
    const stopForgetting = forgetOnOtherAccount()
    const stopLive = startLive(queryClient, (notice) => void showNotice(notice))
    return () => {
      stopForgetting()
      stopLive()
    }
  }, [])
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="dark">
      <QueryClientProvider client={queryClient}>
        <SavedTheme />
        <Toasts />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}

/** Apart from the app, since it needs its providers. */
function SavedTheme() {
  useSavedTheme()
  return null
}

const LazyToasts = lazy(() => import('@mantine/notifications').then((module) => ({ default: module.Notifications })))

/** The place where notices appear. Only who is signed in gets any, so a guest's first load goes without the code. */
function Toasts() {
  const { status } = useSession()
  if (status !== 'signed-in') return null
  return (
    <Suspense>
      <LazyToasts position="top-right" limit={3} autoClose={6_000} />
    </Suspense>
  )
}

async function showNotice({ title, body }: Notice): Promise<void> {
  const { notifications } = await import('@mantine/notifications')
  notifications.show({ title, message: body })
}

/** What one account saw is not kept for the next, and the page at hand is asked again who may see it. */
function forgetOnOtherAccount(): () => void {
  let accountId = currentSession().account?.id
  return onSessionChange(() => {
    const id = currentSession().account?.id
    if (id === accountId) return
    const another = accountId !== undefined
    accountId = id
    if (!another) return
    queryClient.clear()
    void router.invalidate()
  })
}
