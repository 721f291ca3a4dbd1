/** The services of the platform, loaded only where they run. */
import type { ServiceDefinition } from '@ecc/kit'

const loaders: Record<string, () => Promise<{ default: ServiceDefinition }>> = {
  'auth-service': () => import('@ecc/auth-service'),
  'user-service': () => import('@ecc/user-service'),
  'coach-service': () => import('@ecc/coach-service'),
  'session-service': () => import('@ecc/session-service'),
  'video-service': () => import('@ecc/video-service'),
  'rating-service': () => import('@ecc/rating-service'),
  'payment-service': () => import('@ecc/payment-service'),
  'notification-service': () => import('@ecc/notification-service'),
  'api-gateway': () => import('@ecc/api-gateway'),
}

/** The names of all services, the gateway last, since it hands requests to the others. */
export const serviceNames = Object.keys(loaders)

/** Loads the services named in `SERVICES` (comma separated), or all. Throws when one is not known. */
export async function loadServices(selection: string | undefined): Promise<ServiceDefinition[]> {
  const names = selection ? selection.split(',').map((name) => name.trim()) : serviceNames
  return Promise.all(
    names.map(async (name) => {
      const load = loaders[name]
      if (!load)
        throw new Error(`SERVICES names "${name}", which is not a service. There are: ${serviceNames.join(', ')}`)
      return (await load()).default
    }),
  )
}
