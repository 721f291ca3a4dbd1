import type { ReplyOf } from '@ecc/contracts/define'
import type { getPlatformHealth } from '@ecc/contracts/platform'
import { useQuery } from '@tanstack/react-query'
import { messageOf } from '../../lib/message.ts'
import { noConnection } from '../../lib/request.ts'
import { Panel } from '../../ui/panel.tsx'
import { ErrorState, LoadingLines } from '../../ui/states.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from './admin-overview.module.css'
import { useAdminOverviewText } from './text.ts'

type Health = ReplyOf<typeof getPlatformHealth>

const tones = { up: 'good', degraded: 'warn', down: 'bad' } as const

/** Every service with what it leans on, asked for again every 15 s. */
export function PlatformPanel() {
  const t = useAdminOverviewText()
  const health = useQuery({ queryKey: ['health'], queryFn: fetchHealth, refetchInterval: 15_000, retry: 1 })
  const { data } = health
  return (
    <Panel
      title={t('health')}
      actions={data ? <Tag tone={tones[data.status]}>{t(`status_${data.status}`)}</Tag> : null}
    >
      {data ? (
        <ul className={classes.services}>
          {data.services.map((service) => (
            <li key={service.name}>
              <span>{service.name}</span>
              <Tag tone={tones[service.status]}>{t(`status_${service.status}`)}</Tag>
              {service.dependencies
                .filter(({ status }) => status !== 'up')
                .map((dependency) => (
                  <small key={dependency.name}>
                    {dependency.name}: {dependency.detail || t(`status_${dependency.status}`)}
                  </small>
                ))}
            </li>
          ))}
        </ul>
      ) : health.error ? (
        <ErrorState
          title={t('healthUnknown')}
          message={messageOf(health.error)}
          onRetry={() => void health.refetch()}
        />
      ) : (
        <LoadingLines count={1} heightPx={180} />
      )}
    </Panel>
  )
}

/** The page for operators lives beside the API; while something is down it answers 503 with the same body. */
async function fetchHealth({ signal }: { signal: AbortSignal }): Promise<Health> {
  const response = await fetch('/health', { signal, headers: { accept: 'application/json' } }).catch(() => null)
  const body = (await response?.json().catch(() => null)) as Health | null | undefined
  if (!body || !Array.isArray(body.services)) throw noConnection()
  return body
}
