/** What the server tells by itself, over one WebSocket while signed in. Without it, queries that asked for it poll. */
import { getBooking, listBookings } from '@ecc/contracts/bookings'
import { getDispute } from '@ecc/contracts/disputes'
import { type LiveMessage, listNotices, type Notice } from '@ecc/contracts/notifications'
import { getBookingPayment } from '@ecc/contracts/payments'
import { listWaiting } from '@ecc/contracts/waiting-list'
import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { invalidate } from './api.ts'
import { accessToken, currentSession, onSessionChange } from './session.ts'

const firstRetryMs = 1_000
const lastRetryMs = 30_000
const pollMs = 20_000

let connected = false
const listeners = new Set<() => void>()

function setConnected(value: boolean): void {
  if (connected === value) return
  connected = value
  for (const listener of listeners) listener()
}

function onConnectedChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** A `refetchInterval` for what must stay current: off while the server tells by itself, else every 20 s. */
export function useLiveInterval(): number | false {
  return useSyncExternalStore(onConnectedChange, () => connected) ? false : pollMs
}

/** Keeps the socket open for as long as someone is signed in; answers the function that ends it. */
export function startLive(queryClient: QueryClient, onNotice: (notice: Notice) => void): () => void {
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let retryMs = firstRetryMs
  let accountId: string | null = null
  let ended = false

  const close = () => {
    clearTimeout(timer)
    const open = socket
    socket = null
    open?.close()
    setConnected(false)
  }
  const retryLater = () => {
    setConnected(false)
    if (ended || accountId === null) return
    clearTimeout(timer)
    timer = setTimeout(() => void connect(), retryMs * (0.75 + Math.random() / 2))
    retryMs = Math.min(retryMs * 2, lastRetryMs)
  }
  const connect = async () => {
    const token = await accessToken().catch(() => null)
    if (ended || accountId === null) return
    if (token === null) return retryLater()
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    const opened = new WebSocket(`${scheme}://${location.host}/ws`, ['ecc', `bearer.${token}`])
    socket = opened
    opened.addEventListener('message', (event) => receive(JSON.parse(String(event.data)) as LiveMessage))
    opened.addEventListener('close', () => {
      if (socket === opened) retryLater()
    })
  }
  const receive = (message: LiveMessage) => {
    if (message.type === 'ready') {
      const missedSomething = retryMs > firstRetryMs
      retryMs = firstRetryMs
      setConnected(true)
      if (missedSomething)
        void invalidate(queryClient, [getBooking, getDispute, listBookings, listNotices, listWaiting])
    } else if (message.type === 'notice') {
      void invalidate(queryClient, [listNotices])
      onNotice(message.notice)
    } else {
      void invalidate(queryClient, [getBooking, getDispute, listBookings, getBookingPayment, listWaiting])
    }
  }
  const follow = () => {
    const id = currentSession().account?.id ?? null
    if (id === accountId) return
    accountId = id
    retryMs = firstRetryMs
    close()
    if (id !== null) void connect()
  }
  const stopFollowing = onSessionChange(follow)
  follow()
  return () => {
    ended = true
    stopFollowing()
    close()
  }
}
