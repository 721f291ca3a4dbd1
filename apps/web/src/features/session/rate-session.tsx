import type { BookingDetail } from '@ecc/contracts/bookings'
import { getBookingRatings, type Rating, rateBooking } from '@ecc/contracts/ratings'
import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { IconEyeOff } from '@tabler/icons-react'
import { type SyntheticEvent, useState } from 'react'
import { useApiMutation, useApiQuery } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useTimes } from '../../lib/viewer.ts'
import { Panel } from '../../ui/panel.tsx'
import { StarRow, StarsInput } from '../../ui/stars.tsx'
import { FormError } from '../../ui/states.tsx'
import { otherSideOf } from './other-side.ts'
import { useSessionText } from './text.ts'

const attended = ['completed', 'released', 'disputed', 'resolved']
const parts = ['knowledge', 'clarity', 'preparation', 'progress'] as const

/** Rating the other side, and what is known of both ratings; nothing before the session has taken place, nor for staff. */
export function RateSession({ booking }: { booking: BookingDetail }) {
  const t = useSessionText()
  const times = useTimes()
  const rates = booking.viewerIs !== 'admin' && attended.includes(booking.state)
  const ratings = useApiQuery(getBookingRatings, { params: { id: booking.id } }, { enabled: rates })
  if (!rates || ratings.data === undefined) return null
  const { canRate, closesAt, mine, theirs } = ratings.data
  const name = otherSideOf(booking).displayName
  if (mine !== null) {
    const hidden = closesAt === null ? t('blindNoDate', { name }) : t('blind', { name, when: times.dayTime(closesAt) })
    return (
      <Panel title={t('ratingMine')}>
        <RatingText rating={mine} />
        {mine.publishedAt === null ? (
          <Group gap={8} wrap="nowrap">
            <IconEyeOff size={17} aria-hidden style={{ flex: 'none' }} />
            <Text size="sm" c="dimmed">
              {hidden}
            </Text>
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            {t('published', { when: times.date(mine.publishedAt) })}
          </Text>
        )}
        {theirs === null ? null : (
          <Stack gap={4}>
            <Text fw={620}>{t('ratingTheirs')}</Text>
            <RatingText rating={theirs} />
          </Stack>
        )}
      </Panel>
    )
  }
  if (!canRate) return null
  return (
    <Panel title={t('rateTitle', { name })} lead={t('rateLead')}>
      <RateForm booking={booking} />
      {closesAt === null ? null : (
        <Text size="sm" c="dimmed">
          {t('rateUntil', { when: times.dayTime(closesAt) })}
        </Text>
      )}
    </Panel>
  )
}

function RatingText({ rating }: { rating: Rating }) {
  return (
    <Stack gap={4}>
      <StarRow value={rating.stars} sizePx={24} />
      {rating.comment === null ? null : <Text>{rating.comment}</Text>}
    </Stack>
  )
}

/** Stars, for a coach also the four parts, and a comment. Parts left at none are not sent: a missing rating is no rating. */
function RateForm({ booking }: { booking: BookingDetail }) {
  const t = useSessionText()
  const [stars, setStars] = useState(0)
  const [scores, setScores] = useState<Partial<Record<(typeof parts)[number], number>>>({})
  const [comment, setComment] = useState('')
  const [missing, setMissing] = useState(false)
  const rate = useApiMutation(rateBooking, { invalidates: [getBookingRatings] })
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    setMissing(stars === 0)
    if (stars === 0) return
    rate.mutate({
      params: { id: booking.id },
      body: {
        stars,
        ...(Object.keys(scores).length > 0 ? { subScores: scores } : {}),
        ...(comment.trim() === '' ? {} : { comment: comment.trim() }),
      },
    })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <StarsInput large label={t('overall')} value={stars} onChange={setStars} />
        {booking.viewerIs === 'player' ? (
          <Stack gap="xs">
            <Text size="sm" c="dimmed">
              {t('subScores')}
            </Text>
            {parts.map((part) => (
              <StarsInput
                key={part}
                label={t(part)}
                value={scores[part] ?? 0}
                onChange={(value) => setScores({ ...scores, [part]: value })}
              />
            ))}
          </Stack>
        ) : null}
        <Textarea
          label={t('comment')}
          autosize
          minRows={3}
          maxRows={8}
          maxLength={2000}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <FormError message={missing ? t('rateMissing') : rate.error ? messageOf(rate.error) : null} />
        <Group>
          <Button type="submit" variant={booking.state === 'completed' ? 'default' : 'filled'} loading={rate.isPending}>
            {t('rateDo')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
