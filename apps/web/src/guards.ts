/** Who may see a page. The server decides again at every request; this only leads people to the right place. */
import { notFound, redirect, rootRouteId } from '@tanstack/react-router'
import { sessionReady } from './lib/session.ts'

type Arrival = { location: { href: string } }

/** Signed in, else to the log-in page, which leads back here. */
export async function signedIn({ location }: Arrival): Promise<void> {
  const { status } = await sessionReady()
  if (status !== 'signed-in') throw redirect({ to: '/login', search: { next: location.href } })
}

/** A coach; others are led to becoming one. */
export async function coach(arrival: Arrival): Promise<void> {
  await signedIn(arrival)
  const { account } = await sessionReady()
  if (!account?.roles.includes('coach')) throw redirect({ to: '/coach/onboarding' })
}

/** An admin; for others the page is not there. Said by the root, since the shell cannot stand around its own fault. */
export async function admin(arrival: Arrival): Promise<void> {
  await signedIn(arrival)
  const { account } = await sessionReady()
  if (!account?.roles.includes('admin')) throw notFound({ routeId: rootRouteId })
}

/** Only for guests: who is signed in goes on to where they were heading. */
export async function guest({ search }: { search: { next?: string | undefined } }): Promise<void> {
  const { status } = await sessionReady()
  if (status === 'signed-in') throw redirect({ href: search.next ?? '/' })
}

/** A path of this app to go on to after signing in; anything else is ignored, so that no link leads elsewhere. */
export function safeNext(next: unknown): string | undefined {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined
}
