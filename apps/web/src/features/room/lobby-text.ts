import type { Booking } from '@ecc/contracts/bookings'
import { defineText } from '../../lib/text.ts'

export const useLobbyText = defineText('lobby', {
  pageTitle: 'Ready to join?',
  lead: '{{offer}} with {{name}}',
  andOthers_one: '{{name}} and {{count}} other',
  andOthers_other: '{{name}} and {{count}} others',
  preview: 'How you look and sound',
  devices: 'Devices',
  when: 'Your session',
  theirs: '{{when}} for {{name}} in {{zone}}',
  opensIn: 'The room opens in',
  startsIn: 'Starts in',
  running: 'Running for',
  overSince: 'Over since',
  join: 'Join now',
  opensAt: 'You can join from {{time}}.',
  openNow: 'The room is open.',
  peerIsIn: '{{name}} is already in the room.',
  withoutBoth: 'You join without camera and microphone. Chat, notes and the shared screen work.',
  withoutCamera: 'You join without a camera.',
  withoutMicrophone: 'You join without a microphone.',
  shareWorks: 'You can share your screen in the room.',
  shareMissing: 'This browser cannot share its screen. Watching a shared one works; use a computer to share yours.',
  closedTitle: 'The room is closed',
  closedBody: 'It was open until {{time}}, {{day}}.',
  noneTitle: 'This session has no room',
  noneBody: 'Only a confirmed session has one.',
  toSession: 'To the session',
})

/** Whom a session is with, in a few words: of a group its coach meets all who booked a seat. */
export function useCompany(booking: Booking | undefined): string | undefined {
  const t = useLobbyText()
  if (!booking) return undefined
  if (booking.viewerIs !== 'coach') return booking.coach.displayName
  const name = booking.player.displayName
  const others = (booking.group?.booked ?? 1) - 1
  return others > 0 ? t('andOthers', { name, count: others }) : name
}
