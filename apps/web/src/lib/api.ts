/** Contracts as calls, queries and mutations. Every error a caller meets is a `ProblemError`: ask `slotTaken.is(error)`. */
import type { ProblemError, ReplyOf, Route } from '@ecc/contracts/define'
import { internalFault, timedOut, unavailable } from '@ecc/contracts/problems'
import {
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useRef } from 'react'
import { type ArgsOf, noConnection, type Sending, send } from './request.ts'
import { withToken } from './session.ts'

export type { ArgsOf } from './request.ts'

/** Calls a route once, with the caller's identity; a token that ended is renewed and the call repeated. */
export function call<T extends Route>(route: T, args: ArgsOf<T>, sending: Sending = {}): Promise<ReplyOf<T>> {
  if (route.access === 'public') return send(route, args, sending)
  return withToken((token) => send(route, args, { ...sending, accessToken: token }))
}

/** No answer, or one that says "not now": the request may or may not have been carried out. */
export function isUncertain(error: unknown): boolean {
  return [noConnection, timedOut, unavailable, internalFault].some((problem) => problem.is(error))
}

/** What a query of a route is kept under; with the route alone, all its queries. */
export function queryKeyOf<T extends Route>(route: T, args?: ArgsOf<T>): readonly unknown[] {
  if (args === undefined) return [route.name]
  const { params, query } = args as { params?: object; query?: object }
  return [route.name, params ?? {}, query ?? {}]
}

/** A GET route as TanStack Query options. Uncertain failures are tried twice more. */
export function apiQuery<T extends Route>(route: T, args: ArgsOf<T>) {
  return queryOptions<ReplyOf<T>, ProblemError>({
    queryKey: queryKeyOf(route, args),
    queryFn: ({ signal }) => call(route, args, { signal }),
    retry: (failures, error) => failures < 2 && isUncertain(error),
  })
}

export interface QueryExtras {
  enabled?: boolean
  staleTime?: number
  refetchInterval?: number | false
  /** Shows the former answer while the next one is fetched, e.g. when a filter changes. */
  keepPrevious?: boolean
}

/** A GET route as a query: `data`, `error`, `isPending`, `refetch`. */
export function useApiQuery<T extends Route>(route: T, args: ArgsOf<T>, extras: QueryExtras = {}) {
  const { keepPrevious, ...rest } = extras
  return useQuery({
    ...apiQuery(route, args),
    ...rest,
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  })
}

type PageReply = { items: unknown[]; nextCursor: string | null }
/** A route that answers a page of a list. */
type ListRoute<T extends Route> = ReplyOf<T> extends PageReply ? T : never

/** A list route page by page: `items` of all pages so far, `first` (the first page, for totals), `fetchNextPage`, `hasNextPage`. */
export function useApiPages<T extends Route>(route: T & ListRoute<T>, args: ArgsOf<T>, extras: QueryExtras = {}) {
  const { keepPrevious, ...rest } = extras
  type Reply = ReplyOf<T> & PageReply
  const query = useInfiniteQuery<Reply, ProblemError, { pages: Reply[] }, readonly unknown[], string | undefined>({
    queryKey: [...queryKeyOf(route as T, args), 'pages'],
    queryFn: ({ pageParam, signal }) => {
      const { query, ...others } = args as { query?: object }
      const paged = { ...others, query: { ...query, cursor: pageParam } } as unknown as ArgsOf<T>
      return call(route as T, paged, { signal }) as Promise<Reply>
    },
    initialPageParam: undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    retry: (failures, error) => failures < 2 && isUncertain(error),
    ...rest,
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  })
  const pages = query.data?.pages ?? []
  const items = pages.flatMap((page) => page.items) as Reply['items'][number][]
  return { ...query, items, first: pages[0] }
}

export interface MutationExtras<T extends Route> {
  /** Routes whose queries this changes; they are fetched anew. */
  invalidates?: readonly Route[]
  onSuccess?: (reply: ReplyOf<T>, args: ArgsOf<T>) => void
  onError?: (error: ProblemError) => void
}

/**
 * A writing route as a mutation, never retried by itself. The `Idempotency-Key` stays the same while the same
 * submission is tried again after an uncertain failure, so that trying again cannot do it twice.
 */
export function useApiMutation<T extends Route>(route: T, extras: MutationExtras<T> = {}) {
  const queryClient = useQueryClient()
  const submission = useRef<{ content: string; key: string } | null>(null)
  return useMutation<ReplyOf<T>, ProblemError, ArgsOf<T>>({
    mutationKey: [route.name],
    mutationFn: async (args) => {
      if (!route.idempotent) return call(route, args)
      const content = JSON.stringify(args)
      if (submission.current?.content !== content) submission.current = { content, key: crypto.randomUUID() }
      return call(route, args, { idempotencyKey: submission.current.key })
    },
    onSuccess: async (reply, args) => {
      submission.current = null
      extras.onSuccess?.(reply, args)
      await invalidate(queryClient, extras.invalidates ?? [])
    },
    onError: (error) => {
      if (!isUncertain(error)) submission.current = null
      extras.onError?.(error)
    },
  })
}

/** Fetches anew what these routes answered. */
export async function invalidate(queryClient: QueryClient, routes: readonly Route[]): Promise<void> {
  await Promise.all(routes.map((route) => queryClient.invalidateQueries({ queryKey: queryKeyOf(route) })))
}
