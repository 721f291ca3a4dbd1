import { IconCompassOff } from '@tabler/icons-react'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { messageOf } from '../lib/message.ts'
import { LinkButton } from '../ui/link.tsx'
import { PageFrame, usePageTitle } from '../ui/page.tsx'
import { EmptyState, ErrorState, LoadingLines } from '../ui/states.tsx'

/** No such address, or not for this person. */
export function NotFoundPage() {
  usePageTitle('Not found')
  return (
    <PageFrame width="reading">
      <EmptyState
        page
        icon={<IconCompassOff size={28} stroke={1.6} />}
        title="There is nothing at this address"
        action={<LinkButton to="/coaches">Find a coach</LinkButton>}
      >
        The link may be old, or the page may belong to another account.
      </EmptyState>
    </PageFrame>
  )
}

/** While a page's code is on its way. */
export function PendingPage() {
  return (
    <PageFrame>
      <LoadingLines />
    </PageFrame>
  )
}

/** A page broke: the rest of the app still stands around it. */
export function RouteErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  usePageTitle('Something went wrong')
  useEffect(() => {
    console.error(error)
  }, [error])
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <PageFrame width="reading">
      <ErrorState page title="This page did not work" message={messageOf(error)} onRetry={retry} />
    </PageFrame>
  )
}
