/** How long it took from the click to the first picture of the other side; told to the server as a figure. */
import { reportJoinTiming } from '@ecc/contracts/video'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { call } from '../../lib/api.ts'
import type { ParticipantState } from './participant.ts'

/** `cold`: without the lobby, from the start of the page; `restart`: from noticing that the connection was lost. */
export interface JoinStart {
  path: 'warm' | 'cold' | 'restart'
  atMs: number
}

/** Longer than this something else was waited for: a question of the browser, a person. */
const maxMs = 60_000

let clickedAtMs: number | null = null

/** The click on "Join now". */
export function markJoin(): void {
  clickedAtMs = performance.now()
}

/** Where this visit to the room began. */
export function takeJoinStart(): JoinStart {
  const atMs = clickedAtMs
  clickedAtMs = null
  if (atMs !== null) return { path: 'warm', atMs }
  const [page] = performance.getEntriesByType('navigation')
  const isFirstPage = page?.name.split(/[?#]/)[0] === location.href.split(/[?#]/)[0]
  return { path: 'cold', atMs: isFirstPage ? 0 : performance.now() }
}

/**
 * Measures how long it takes to the first picture of somebody: at joining, and again after the connection was lost. Answers
 * where to tell of the video element.
 */
export function useTimedVideo(
  bookingId: string,
  joinStart: JoinStart | null,
  participant: ParticipantState | undefined,
): (element: HTMLVideoElement | null) => void {
  const [video, setVideo] = useState<HTMLVideoElement | null>(null)
  const [seenLostAtMs, setSeenLostAtMs] = useState<number | null>(null)
  const { lostAtMs = null, connection = null, cameFirst = false } = participant ?? {}
  if (lostAtMs !== null && lostAtMs !== seenLostAtMs) setSeenLostAtMs(lostAtMs)
  const isUp = connection === 'connected'
  const start = useMemo(() => {
    if (!isUp) return null
    if (seenLostAtMs !== null) return { path: 'restart' as const, atMs: seenLostAtMs }
    return cameFirst ? joinStart : null
  }, [isUp, seenLostAtMs, cameFirst, joinStart])
  useFirstFrame(bookingId, start, video)
  return useCallback((element: HTMLVideoElement | null) => setVideo(element), [])
}

/** Reports once the video shows its next frame; nothing while `start` is null. */
function useFirstFrame(bookingId: string, start: JoinStart | null, video: HTMLVideoElement | null): void {
  useEffect(() => {
    if (start === null || video === null || !('requestVideoFrameCallback' in video)) return
    const handle = video.requestVideoFrameCallback((nowMs) => {
      const clickToFirstFrameMs = Math.round(nowMs - start.atMs)
      if (clickToFirstFrameMs < 0 || clickToFirstFrameMs > maxMs) return
      const body = { bookingId, path: start.path, clickToFirstFrameMs }
      // A figure for the operators; the call does not depend on it.
      call(reportJoinTiming, { body }).catch((error: Error) => console.warn('the timing was not told:', error.message))
    })
    return () => video.cancelVideoFrameCallback(handle)
  }, [bookingId, start, video])
}
