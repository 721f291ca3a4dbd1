import { MantineProvider } from '@mantine/core'
import { Notifications, notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { startLive } from './lib/live.ts'
import { currentSession, onSessionChange, sessionReady } from './lib/session.ts'
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
    const stopLive = startLive(queryClient, ({ title, body }) => notifications.show({ title, message: body }))
    return () => {
      stopForgetting()
      stopLive()
    }
  }, [])
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="dark">
      <QueryClientProvider client={queryClient}>
        <Notifications position="top-right" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
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
