/** How long it took from the click to the first picture of the other side; told to the server as a figure. */
import { reportJoinTiming } from '@ecc/contracts/video'
import { useEffect } from 'react'
import { call } from '../../lib/api.ts'

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

/** Reports once the video shows its next frame; nothing while `start` is null. */
export function useJoinTiming(bookingId: string, start: JoinStart | null, video: HTMLVideoElement | null): void {
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
