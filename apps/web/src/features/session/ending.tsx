import { soldFor } from '@ecc/contracts/booking-parts'
import type { BookingDetail } from '@ecc/contracts/bookings'
import { Group, Text } from '@mantine/core'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { useWayBack } from '../../lib/way-back.ts'
import { LinkButton } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { DisputeLink } from './dispute-link.tsx'
import { otherSideOf } from './other-side.ts'
import { useSessionText } from './text.ts'

/** A session that is over: how it ended, and what there is to see or to do about it. */
export function Ended({ booking }: { booking: BookingDetail }) {
  const t = useSessionText()
  const { title, lines } = useEnding(booking)
  const rebook = booking.viewerIs === 'player'
  return (
    <Panel title={title}>
      {lines.map((line) => (
        <Text key={line}>{line}</Text>
      ))}
      <DisputeLink booking={booking} />
      {rebook ? (
        <Group>
          <LinkButton to="/coaches/$id" params={{ id: booking.coachId }} variant="default">
            {t('bookAgain')}
          </LinkButton>
        </Group>
      ) : null}
    </Panel>
  )
}

/** How it ended, in words. */
function useEnding(booking: BookingDetail): { title: string; lines: string[] } {
  const t = useSessionText()
  const times = useTimes()
  const money = useMoney()
  const name = otherSideOf(booking).displayName
  const asCoach = booking.viewerIs === 'coach'
  const settled = booking.history.some((entry) => entry.money !== null)
  const waits = booking.releaseAt === null || settled ? [] : [t('movesAt', { when: times.dayTime(booking.releaseAt) })]
  const wayBack = useWayBack()
  const unused = useUnusedWords(booking)
  const cancelledLines = useCancelledLines(booking)
  switch (booking.state) {
    case 'released':
      return { title: t('releasedTitle'), lines: [asCoach ? t('releasedCoach') : t('releasedBody', { name })] }
    case 'declined': {
      const reason = booking.request?.declineReason ?? null
      return {
        title: t('declinedTitle'),
        lines: [...(reason === null ? [] : [t('reason', { reason })]), t('nothingCharged')],
      }
    }
    case 'disputed': {
      const { yourTurn = false, until = null } = booking.afterwards.dispute ?? {}
      const turn =
        yourTurn && booking.viewerIs !== 'admin' && until !== null
          ? [t('disputedYourTurn', { when: times.dayTime(until) })]
          : []
      return { title: t('disputedTitle'), lines: [t('disputedBody'), ...turn] }
    }
    case 'resolved':
      return { title: t('resolvedTitle'), lines: [t('resolvedBody')] }
    case 'no_show_coach':
      return {
        title: t('noShowCoachTitle'),
        lines: [unused ?? t(asCoach ? 'noShowCoachBodyCoach' : 'noShowCoachBody', wayBack(booking)), ...waits],
      }
    case 'no_show_player':
      return {
        title: t('noShowPlayerTitle'),
        lines: [t('noShowPlayerBody', { amount: money.exact(asCoach ? booking.price : soldFor(booking)) }), ...waits],
      }
    case 'failed':
      if (wasGrantedAnotherTime(booking))
        return {
          title: t('anotherTimeTitle'),
          lines: [unused ?? t('anotherTimeBody', { amount: money.exact(booking.price) }), ...waits],
        }
      return {
        title: t('failedTitle'),
        lines: [
          unused ?? t(booking.group ? 'failedBodySeat' : asCoach ? 'failedBodyCoach' : 'failedBody', wayBack(booking)),
          ...waits,
        ],
      }
    case 'cancelled':
      return { title: t('cancelledTitle'), lines: cancelledLines }
    default: {
      if (booking.request === null) return { title: t('expiredTitle'), lines: [t('expiredBody')] }
      const accepted = booking.request.acceptedAt !== null
      return { title: t(accepted ? 'notChargedTitle' : 'notAnsweredTitle'), lines: [t('nothingCharged')] }
    }
  }
}

/** Who cancelled it and why, and what came back. */
function useCancelledLines(booking: BookingDetail): string[] {
  const t = useSessionText()
  const times = useTimes()
  const wayBack = useWayBack()
  const unused = useUnusedWords(booking)
  const { cancellation, viewerIs } = booking
  if (cancellation === null) return []
  const { by, at, refund, reason } = cancellation
  const who = by === viewerIs ? t('by_you') : t(`by_${by}`)
  const lines = [t('cancelledBy', { who, when: times.dayTime(at) })]
  if (reason !== null) lines.push(t('reason', { reason }))
  // A hold that was let go had nothing paid into it.
  if (booking.confirmedAt === null) return lines
  if (refund.amount === 0) return [...lines, t('cancelledNoRefund')]
  const back = t(viewerIs === 'coach' ? 'cancelledRefundCoach' : 'cancelledRefund', wayBack(booking, refund))
  return [...lines, refund.amount === booking.price.amount ? (unused ?? back) : back]
}

/** Whether the session failed by a ruling, which gave its player another time, and not by its connection. */
function wasGrantedAnotherTime({ afterwards, history }: BookingDetail): boolean {
  const { dispute } = afterwards
  if (dispute === null || dispute.until !== null || dispute.state === 'withdrawn') return false
  return history.some(({ from, to }) => from === 'disputed' && to === 'failed')
}

/**
 * What becomes of a session of a package that was not used: known once its money has moved. Null for other bookings, and for
 * one whose price went to the card because the package is over.
 */
function useUnusedWords(booking: BookingDetail): string | null {
  const t = useSessionText()
  const asCoach = booking.viewerIs === 'coach'
  if (booking.orderKind !== 'package') return null
  const moved = booking.history.find((entry) => entry.money !== null)?.money
  if (!moved) return t(asCoach ? 'backToPackageCoach' : 'backToPackage')
  return moved.into === 'package' ? t(asCoach ? 'isInPackageCoach' : 'isInPackage') : null
}
