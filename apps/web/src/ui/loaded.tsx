import type { ReactNode } from 'react'
import { messageOf } from '../lib/message.ts'
import { ErrorState, LoadingLines } from './states.tsx'

interface QueryLike<T> {
  data: T | undefined
  error: unknown
  refetch: () => unknown
}

/** A query's content once it is there; until then a skeleton, and on failure the reason with a retry. */
export function Loaded<T>(props: {
  query: QueryLike<T>
  skeleton?: ReactNode
  errorTitle?: string
  children: (data: T) => ReactNode
}) {
  const { query } = props
  if (query.data !== undefined) return props.children(query.data)
  if (query.error) {
    return <ErrorState title={props.errorTitle} message={messageOf(query.error)} onRetry={() => void query.refetch()} />
  }
  return props.skeleton ?? <LoadingLines />
}
