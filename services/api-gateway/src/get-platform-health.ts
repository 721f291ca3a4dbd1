import { allServices } from '@ecc/contracts/all'
import { getPlatformHealth as contract } from '@ecc/contracts/platform'
import { type Context, type DependencyHealth, handle } from '@ecc/kit'
import type { Config, Resources } from './config.ts'

const timeoutMs = 2_000

interface ServiceHealth {
  name: string
  status: DependencyHealth['status']
  dependencies: DependencyHealth[]
}

/** GET /health: every service with what it leans on; `down` only when a service is. */
export const getPlatformHealth = handle(contract, async (_, ctx: Context<Config, Resources>) => {
  const others = allServices.filter(({ name }) => name !== 'api-gateway')
  const services = await Promise.all([gatewayHealth(ctx), ...others.map((service) => ask(service, ctx))])
  return { status: worst(services.map(({ status }) => status)), services, now: ctx.now().toISOString() }
})

async function gatewayHealth(ctx: Context<Config, Resources>): Promise<ServiceHealth> {
  const dependencies = await redisHealth(ctx)
  return { name: 'api-gateway', status: worst(dependencies.map(({ status }) => status)), dependencies }
}

function worst(statuses: DependencyHealth['status'][]): DependencyHealth['status'] {
  if (statuses.includes('down')) return 'down'
  return statuses.includes('degraded') ? 'degraded' : 'up'
}

async function ask(service: { name: string; port: number }, ctx: Context<Config, Resources>): Promise<ServiceHealth> {
  try {
    const send = ctx.resources.ground.directory.transport(service)
    const answer = await send({ method: 'GET', path: '/health', headers: {}, payload: undefined, timeoutMs })
    return JSON.parse(answer.body) as ServiceHealth
  } catch (error) {
    return {
      name: service.name,
      status: 'down',
      dependencies: [{ name: 'process', status: 'down', detail: (error as Error).message }],
    }
  }
}

/** The gateway goes on without Redis, counting rates by itself. */
async function redisHealth(ctx: Context<Config, Resources>): Promise<DependencyHealth[]> {
  const { redis } = ctx.resources.ground
  if (!redis) return []
  try {
    await redis.ping()
    return [{ name: 'redis', status: 'up', detail: '' }]
  } catch (error) {
    return [{ name: 'redis', status: 'degraded', detail: (error as Error).message }]
  }
}
